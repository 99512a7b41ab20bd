/* SPDX-License-Identifier: BSD-3-Clause */
/* disk: 1048576 */
/* disk: 65536 ro */
/* console: ok disk */
/* Two disks, one of them read-only: any offset and length, as a file of bytes. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#define SIZE (1 << 20)

/* virtio's names or Xen's */
static const char *first = "/dev/vda", *second = "/dev/vdb", *third = "/dev/vdc";

static unsigned char model[SIZE], seen[SIZE];
static int fd;

static unsigned next(void)
{
	static unsigned long x = 88172645463325252;

	x ^= x << 13;
	x ^= x >> 7;
	x ^= x << 17;
	return x >> 16;
}

static void check_ranges(void)
{
	static unsigned char data[200000];

	for (int i = 0; i < 60; i++) {
		unsigned at = next() % SIZE, n = next() % (i % 3 ? 3000 : sizeof data);

		if (i % 4 == 0)
			at &= ~511u, n &= ~511u;
		if (at + n > SIZE)
			n = SIZE - at;
		for (unsigned k = 0; k < n; k++)
			data[k] = next();
		CHECK(pwrite(fd, data, n, at) == (ssize_t)n);
		memcpy(model + at, data, n);
		at = next() % SIZE;
		n = next() % (SIZE - at) % 100000;
		CHECK(pread(fd, seen, n, at) == (ssize_t)n);
		CHECK(!memcmp(seen, model + at, n));
	}
	CHECK(pread(fd, seen, SIZE, 0) == SIZE && !memcmp(seen, model, SIZE));
}

static void check_ends(void)
{
	char buf[1024];

	CHECK(pread(fd, buf, sizeof buf, SIZE) == 0);
	CHECK(pread(fd, buf, sizeof buf, SIZE - 100) == 100);
	CHECK(pread(fd, buf, sizeof buf, 1L << 40) == 0);
	CHECK(pwrite(fd, buf, sizeof buf, SIZE) < 0 && errno == ENOSPC);
	CHECK(pwrite(fd, model + SIZE - 100, 200, SIZE - 100) == 100);
	CHECK(lseek(fd, 0, SEEK_END) == SIZE && lseek(fd, -512, SEEK_CUR) == SIZE - 512);
	CHECK(read(fd, buf, sizeof buf) == 512 && read(fd, buf, sizeof buf) == 0);
	CHECK(pread(fd, (void *)16, 512, 0) < 0 && errno == EFAULT);
}

static void check_ioctls(void)
{
	unsigned long sectors;
	unsigned long long bytes;
	struct stat st;
	int block, ro;

	CHECK(!ioctl(fd, BLKGETSIZE64, &bytes) && bytes == SIZE);
	CHECK(!ioctl(fd, BLKGETSIZE, &sectors) && sectors == SIZE / 512);
	CHECK(!ioctl(fd, BLKSSZGET, &block) && block == 512);
	CHECK(!ioctl(fd, BLKROGET, &ro) && !ro);
	CHECK(!ioctl(fd, BLKFLSBUF, 0) && !fsync(fd) && !fdatasync(fd));
	CHECK(ioctl(fd, TIOCGWINSZ, &st) < 0 && errno == ENOTTY && !isatty(fd));
	CHECK(!fstat(fd, &st) && S_ISBLK(st.st_mode));
}

static volatile int steps;

static void *walker(void *arg)
{
	(void)arg;
	while (steps >= 0)
		steps++;
	return NULL;
}

/* Using the disk lets others run. */
static void check_sleep(void)
{
	pthread_t t;
	int before;

	CHECK(!pthread_create(&t, NULL, walker, NULL));
	while (!steps)
		usleep(1000);
	before = steps;
	for (int i = 0; i < 5000 && steps == before; i++)
		CHECK(pread(fd, seen, 65536, 0) == 65536);
	CHECK(steps > before);
	steps = -1 << 30;
	CHECK(!pthread_join(t, NULL));
}

static void check_readonly(void)
{
	unsigned long long bytes;
	int ro, f;

	CHECK(open(second, O_RDWR) < 0 && errno == EACCES);
	CHECK((f = open(second, O_RDONLY)) >= 0);
	CHECK(!ioctl(f, BLKROGET, &ro) && ro);
	CHECK(!ioctl(f, BLKGETSIZE64, &bytes) && bytes == 65536);
	CHECK(pread(f, seen, 65536, 0) == 65536);
	CHECK(write(f, seen, 512) < 0 && errno == EBADF);
	CHECK(!close(f) && access(third, F_OK) < 0 && errno == ENOENT);
}

int main(void)
{
	booted();
	if (access(first, F_OK) < 0)
		first = "/dev/xvda", second = "/dev/xvdb", third = "/dev/xvdc";
	fd = open(first, O_RDWR);
	CHECK(fd >= 0);
	CHECK(pread(fd, model, SIZE, 0) == SIZE);
	check_ioctls();
	check_ranges();
	check_ends();
	check_sleep();
	check_readonly();
	CHECK(!close(fd));
	puts("ok disk");
	return 0;
}
