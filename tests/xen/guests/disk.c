/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Does to /dev/xvda what the lines of standard input say:
 * write N: N MiB, each in one piece, and then a flush; reads them back.
 * discard: all of it.
 * fail: reads, which must give EIO, soon.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>
#include "../../boot/booted.h"

#define MIB (1 << 20)
#define BLKDISCARD _IO(0x12, 119) /* linux/fs.h */

static unsigned char out[MIB], in[MIB];
static int disk;

static void transfer(int n, int seed)
{
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < MIB; k++)
			out[k] = seed + i + k * 7 + (k >> 12);
		CHECK(pwrite(disk, out, MIB, (off_t)i * MIB) == MIB);
	}
	CHECK(!fsync(disk));
	for (int i = 0; i < n; i++) {
		for (int k = 0; k < MIB; k++)
			out[k] = seed + i + k * 7 + (k >> 12);
		CHECK(pread(disk, in, MIB, (off_t)i * MIB) == MIB && !memcmp(in, out, MIB));
	}
}

int main(void)
{
	unsigned long long all[2] = {0, 4 * MIB};
	static char line[80];
	int round = 0;

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK((disk = open("/dev/xvda", O_RDWR)) >= 0);
	puts("ready");
	for (; fgets(line, sizeof line, stdin); printf("done %d\n", ++round)) {
		if (!strncmp(line, "write ", 6)) {
			transfer(atoi(line + 6), round);
		} else if (!strncmp(line, "discard", 7)) {
			CHECK(!ioctl(disk, BLKDISCARD, all));
		} else if (!strncmp(line, "fail", 4)) {
			time_t began = time(NULL);

			CHECK(pread(disk, in, MIB, 0) == -1 && errno == EIO && time(NULL) - began < 60);
			CHECK(pwrite(disk, in, MIB, 0) == -1 && errno == EIO);
			return 7;
		}
	}
	return 0;
}
