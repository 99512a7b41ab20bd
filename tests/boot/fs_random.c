/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok fs_random */
/*
 * Many random calls on a few names. What each answered goes into a sum, which
 * must be the one that Linux gave: error numbers, contents, sizes, links. With
 * FS_RANDOM=print each call is shown, for comparing two runs.
 */
#define _GNU_SOURCE
#include "booted.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define CALLS 30000
#define LINUX 0x2a5624ec90b5bbc1 /* what Linux 6.18 gave */

static uint64_t state = 88172645463325252, sum;
static int base, print;

static unsigned rnd(unsigned n)
{
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return (state >> 20) % n;
}

static const char *path(char *buf)
{
	static const char *const parts[] = {"a", "b", "c", "d", "a", "b", "..", "."};
	unsigned n = rnd(3) + 1;

	*buf = 0;
	for (unsigned i = 0; i < n; i++) {
		strcat(buf, parts[rnd(i ? 8 : 5)]);
		if (i + 1 < n || !rnd(12))
			strcat(buf, rnd(15) ? "/" : "//");
	}
	return buf;
}

static void note(const char *call, const char *a, const char *b, long arg, long r)
{
	long v = r < 0 ? -errno : r;

	sum = (sum ^ (uint64_t)v) * 0x100000001b3;
	if (print)
		printf("%s %s %s %lo: %ld\n", call, a, b, arg, v);
}

static void open_some(const char *p)
{
	static const int modes[] = {O_RDONLY, O_WRONLY, O_RDWR, O_RDONLY, O_PATH};
	static const int more[] = {0, O_CREAT, O_CREAT | O_EXCL, O_TRUNC, O_APPEND,
				   O_DIRECTORY, O_NOFOLLOW, O_CREAT | O_TRUNC, O_CREAT};
	int mode = modes[rnd(5)], flags = mode | more[rnd(9)];
	char buf[300];

	int fd = open(p, flags, 0644);
	/* the lowest free number is not what is compared */
	note("open", p, "", flags, fd < 0 ? fd : 0);
	if (fd < 0)
		return;
	unsigned n = rnd(200);
	off_t at = rnd(9000);
	memset(buf, 'A' + rnd(26), sizeof buf);
	note("write", p, "", n, write(fd, buf, n));
	note("pwrite", p, "", at, pwrite(fd, buf, n, at));
	memset(buf, 0, sizeof buf);
	ssize_t got = pread(fd, buf, 250, rnd(9000));
	note("pread", p, "", 250, got);
	for (ssize_t i = 0; i < got; i++)
		sum = (sum ^ (unsigned char)buf[i]) * 0x100000001b3;
	if (!rnd(4))
		note("ftruncate", p, "", at, ftruncate(fd, at));
	note("lseek", p, "", 0, flags & O_DIRECTORY ? 0 : 1);
	close(fd);
}

static void stat_some(const char *p, int follow)
{
	struct stat st;
	int r = follow ? stat(p, &st) : lstat(p, &st);

	note(follow ? "stat" : "lstat", p, "", 0, r);
	if (r)
		return;
	note("mode", p, "", 0, st.st_mode & S_IFMT);
	if (S_ISREG(st.st_mode)) {
		note("size", p, "", 0, st.st_size);
		note("nlink", p, "", 0, st.st_nlink);
	}
}

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static void list_some(const char *p)
{
	char names[64][8];
	int n = 0;
	struct dirent *e;
	DIR *d = opendir(p);

	note("opendir", p, "", 0, d ? 0 : -1);
	if (!d)
		return;
	while (n < 64 && (e = readdir(d)))
		strncpy(names[n++], e->d_name, 7);
	closedir(d);
	qsort(names, n, 8, compare);
	note("entries", p, "", 0, n);
	for (int i = 0; i < n; i++)
		note("entry", names[i], "", 0, names[i][0]);
}

static void once(void)
{
	char one[64], two[64], buf[64];
	const char *p = path(one), *q = path(two);
	int flags;

	errno = 0;
	switch (rnd(16)) {
	case 0: case 1: case 2:
		open_some(p);
		break;
	case 3: case 4:
		note("mkdir", p, "", 0, mkdir(p, 0755));
		break;
	case 5:
		note("rmdir", p, "", 0, rmdir(p));
		break;
	case 6:
		note("unlink", p, "", 0, unlink(p));
		break;
	case 7: case 8:
		note("rename", p, q, 0, rename(p, q));
		break;
	case 9:
		flags = rnd(3);
		note("renameat2", p, q, flags,
		     syscall(SYS_renameat2, AT_FDCWD, p, AT_FDCWD, q, flags));
		break;
	case 10:
		note("link", p, q, 0, link(p, q));
		break;
	case 11:
		note("symlink", p, q, 0, symlink(p, q));
		break;
	case 12:
		stat_some(p, 1);
		break;
	case 13:
		stat_some(p, 0);
		break;
	case 14:
		memset(buf, 0, sizeof buf);
		note("readlink", p, "", 0, readlink(p, buf, sizeof buf));
		list_some(p);
		break;
	case 15:
		if (rnd(3))
			note("truncate", p, "", 0, truncate(p, rnd(5000)));
		else if (rnd(2))
			note("chdir", p, "", 0, chdir(p));
		else
			note("fchdir", "", "", 0, fchdir(base));
		break;
	}
}

int main(void)
{
	char dir[] = "/tmp/fs_randomXXXXXX", cmd[64];
	const char *mode = getenv("FS_RANDOM");

	setvbuf(stdout, NULL, _IOLBF, 0);
	print = mode && !strcmp(mode, "print");
	CHECK(mkdtemp(dir) && !chdir(dir) && !mkdir("work", 0755) && !chdir("work"));
	base = open(".", O_RDONLY);
	for (int i = 0; i < CALLS; i++) {
		if (i % 50 == 49)
			CHECK(!fchdir(base));
		once();
	}
	if (!is_booted()) {
		snprintf(cmd, sizeof cmd, "rm -r %s", dir);
		CHECK(!system(cmd));
	}
	printf("sum %#llx\n", (unsigned long long)sum);
	CHECK(sum == LINUX);
	puts("ok fs_random");
	return 0;
}
