/* SPDX-License-Identifier: BSD-3-Clause */
/* run: --rootfs boot/rootfs */
/* console: ok root_files */
/* The root is the folder given to `unicore run`; it can be written to. */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <unistd.h>

#define TEXT "SPDX-License-Identifier: BSD-3-Clause\n"
#define LEN  ((long)sizeof TEXT - 1)

static void holds(const char *path, const char *want)
{
	char buf[200] = {0};
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0 && read(fd, buf, sizeof buf - 1) == (ssize_t)strlen(want));
	CHECK(!strcmp(buf, want) && !close(fd));
}

int main(void)
{
	struct stat st;
	char buf[64];
	int fd, p[2];

	booted();
	holds("/hello.txt", TEXT);
	holds("/deep/er/link", TEXT);
	holds("/etc/passwd", "demo:x:5:5:demo:/:/\n");
	CHECK(!stat("/deep", &st) && S_ISDIR(st.st_mode) && st.st_uid == 0);
	CHECK(readlink("/deep/er/link", buf, sizeof buf) == 15);

	/* what is still the loader's memory: sent, mapped, then changed */
	fd = open("/hello.txt", O_RDWR);
	CHECK(!pipe(p) && sendfile(p[1], fd, &(off_t){5}, 10) == 10);
	CHECK(read(p[0], buf, 64) == 10 && !memcmp(buf, TEXT + 5, 10));
	char *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	CHECK(m != MAP_FAILED && !memcmp(m, TEXT, LEN) && !m[LEN]);
	m[0] = '!';
	holds("/hello.txt", TEXT);
	CHECK(pwrite(fd, "spdx", 4, 0) == 4 && !memcmp(m + 4, TEXT + 4, LEN - 4));
	holds("/hello.txt", "spdx-License-Identifier: BSD-3-Clause\n");
	CHECK(!ftruncate(fd, 8) && !ftruncate(fd, 12));
	CHECK(pread(fd, buf, 64, 0) == 12 && !memcmp(buf, "spdx-Lic\0\0\0\0", 12));
	CHECK(!rename("/hello.txt", "/deep/moved") && !unlink("/deep/er/link"));
	CHECK(open("/hello.txt", O_RDONLY) == -1 && errno == ENOENT);
	CHECK(!rmdir("/deep/er"));
	puts("ok root_files");
	return 0;
}
