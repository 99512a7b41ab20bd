/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mounts the folder "share". For each line "copy" copies its file in to its file
 * out, finds the same by mmap, and says so; at "unmount" it unmounts; "end" ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
#include "../../boot/booted.h"

static void copy(void)
{
	static char data[50000];
	static int count;
	int from = open("/share/in", O_RDONLY), to = open("/share/out", O_WRONLY | O_CREAT | O_TRUNC, 0644);
	long size = 0;
	int n;

	CHECK(from >= 0 && to >= 0);
	for (; (n = read(from, data, sizeof data)) > 0; size += n)
		CHECK(write(to, data, n) == n);
	CHECK(!n && !close(to));
	/* the same, mapped from its second page on; what is behind its end is zero */
	long rest = size - 4096;
	char *p = mmap(NULL, rest, PROT_READ, MAP_PRIVATE, from, 4096), *end = p + rest;

	CHECK(p != MAP_FAILED);
	for (long at = 0, n; at < rest; at += n)
		CHECK((n = pread(from, data, sizeof data, 4096 + at)) > 0 && !memcmp(p + at, data, n));
	for (; (unsigned long)end % 4096; end++)
		CHECK(!*end);
	CHECK(!munmap(p, rest));
	CHECK(mmap(NULL, rest, PROT_READ, MAP_SHARED, from, 0) == MAP_FAILED && errno == ENODEV);
	CHECK(!close(from));
	printf("copied %ld as %d\n", size, ++count);
}

int main(void)
{
	char line[100];

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(!mkdir("/share", 0755));
	CHECK(!mount("share", "/share", "9p", 0, NULL));
	puts("ready");
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!strcmp(line, "copy"))
			copy();
		if (!strcmp(line, "unmount")) {
			int fd = open("/share", O_RDONLY | O_DIRECTORY);

			CHECK(fd >= 0 && umount("/share") < 0 && errno == EBUSY && !close(fd));
			CHECK(!umount("/share"));
			puts("unmounted");
		}
		if (!strcmp(line, "end"))
			return 0;
	}
	return 1;
}
