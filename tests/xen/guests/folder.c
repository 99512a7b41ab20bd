/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Mounts the folder "share". For each line "copy" copies its file in to its file
 * out, finds the same by mmap, and says so; at "unmount" it unmounts, at "mount" it mounts
 * again; "list" lists the folder into buffers of several sizes; at "crowd" threads read the
 * file all at once; "end" ends.
 */
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
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

/* An entry for which there is no room is an error, and not the end. */
static void list(void)
{
	static const int sizes[] = {1, 23, 24, 25, 47, 48, 72, 96, 200, 223, 224, 225, 300, 1000};
	static char data[1000];

	for (unsigned i = 0; i < sizeof sizes / sizeof sizes[0]; i++) {
		int size = sizes[i], fd = open("/share", O_RDONLY | O_DIRECTORY), count = 0;
		long n;

		CHECK(fd >= 0);
		while ((n = syscall(SYS_getdents64, fd, data, size)) > 0)
			for (long at = 0; at < n; at += *(unsigned short *)(data + at + 16), count++)
				CHECK(at + 19 < n && n <= size);
		CHECK(!close(fd));
		/* ".", "..", "in", "out" and a name of 200 bytes: 224 with what is before it */
		CHECK(size < 24 ? n < 0 && errno == EINVAL && !count : size < 224 ? n < 0 && count < 5 : !n && count == 5);
	}
	puts("listed");
}

/* More threads than calls that are under way at once, each with a file of its own. */
static void *read_all(void *arg)
{
	static char want[400000];
	static long size;
	char *data = malloc(sizeof want);
	int *failed = arg;

	for (int i = 0; i < 10; i++) {
		int fd = open("/share/in", O_RDONLY);
		long n, all = 0;
		struct stat st;

		CHECK(fd >= 0 && !stat("/share/in", &st));
		while ((n = read(fd, data + all, 10000)) > 0)
			all += n;
		CHECK(!n && !close(fd) && all == st.st_size);
		if (!size) {
			memcpy(want, data, all);
			size = all;
		}
		*failed |= memcmp(want, data, all);
	}
	free(data);
	return NULL;
}

static void crowd(void)
{
	pthread_t t[7];
	int failed[7] = {0};

	for (int i = 0; i < 7; i++)
		CHECK(!pthread_create(&t[i], NULL, read_all, &failed[i]));
	for (int i = 0; i < 7; i++)
		CHECK(!pthread_join(t[i], NULL) && !failed[i]);
	puts("crowded");
}

static void mount_it(void)
{
	CHECK(mount("shared", "/share", "9p", 0, NULL) < 0 && errno == ENODEV);
	CHECK(!mount("share", "/share", "9p", 0, NULL));
	CHECK(mount("share", "/share", "9p", 0, NULL) < 0 && errno == EBUSY);
	puts("ready");
}

int main(void)
{
	char line[100];

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(!mkdir("/share", 0755));
	mount_it();
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!strcmp(line, "copy"))
			copy();
		if (!strcmp(line, "crowd"))
			crowd();
		if (!strcmp(line, "list"))
			list();
		if (!strcmp(line, "mount"))
			mount_it();
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
