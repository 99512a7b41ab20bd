/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_FS_EXT2=y */
/* disk: ext2 1024 */
/* disk: ext2 4096 ro */
/* disk: 1048576 */
/* run: --append 'ext2.mount=/dev/vda:/data ext2.mount=/dev/xvda:/data ext2.mount=/dev/vda' */
/* console: ext2.mount=/dev/x?vda:/data: there is no such device */
/* console: ext2.mount=/dev/vda: not SOURCE:/FOLDER */
/* console: /dev/x?vdc: holds no ext2 */
/* console: ok ext2 */
/* File systems that mke2fs made, read as Linux reads them; of one that is none, why. */
#define _GNU_SOURCE
#include "../../boot/booted.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define BIG (16 * 62500)

static char big[BIG + 1];

static void check_big(const char *p)
{
	char line[17];

	for (int i = 0; i < BIG / 16; i++) {
		snprintf(line, sizeof line, "%015d\n", i);
		CHECK(!memcmp(p + 16 * i, line, 16));
	}
}

static void check_files(int block)
{
	char buf[4096], *map;
	struct stat st, hard;
	struct statfs fs;
	int fd;

	CHECK(!stat("small", &st) && S_ISREG(st.st_mode) && (st.st_mode & 07777) == 0640);
	CHECK(st.st_size == 6 && st.st_nlink == 2 && st.st_mtime == 1234567890 && st.st_blksize == block);
	CHECK(!stat("hard", &hard) && hard.st_ino == st.st_ino && hard.st_dev == st.st_dev);
	CHECK((fd = open("fast", O_RDONLY)) >= 0 && read(fd, buf, sizeof buf) == 6 && !memcmp(buf, "hello\n", 6));
	CHECK(read(fd, buf, 1) == 0 && !close(fd));
	CHECK(readlink("fast", buf, sizeof buf) == 5 && !memcmp(buf, "small", 5));
	CHECK(readlink("slow", buf, sizeof buf) == 109 && !memcmp(buf + 98, "00/../small", 11));
	CHECK((fd = open("dir/sub/../sub/deep", O_RDONLY)) >= 0 && read(fd, buf, sizeof buf) == 5 && !close(fd));
	CHECK((fd = open("big", O_RDONLY)) >= 0 && read(fd, big, sizeof big) == BIG);
	check_big(big);
	CHECK(pread(fd, buf, 32, 800008) == 32 && !memcmp(buf, big + 800008, 32));
	map = mmap(NULL, BIG, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 0);
	CHECK(map != MAP_FAILED && !close(fd));
	check_big(map);
	CHECK(!munmap(map, BIG));
	CHECK((fd = open("sparse", O_RDONLY)) >= 0 && lseek(fd, 0, SEEK_END) == 100000003);
	memset(buf, 1, sizeof buf);
	CHECK(pread(fd, buf, sizeof buf, 100000000 - 10) == 13 && !memcmp(buf, "\0\0\0\0\0\0\0\0\0\0end\1", 14));
	CHECK(!close(fd) && !statfs(".", &fs) && fs.f_type == 0xef53 && fs.f_bsize == block);
}

static void check_many(void)
{
	char seen[501] = {0};
	DIR *d = opendir("many");
	struct dirent *e;
	int n = 0, dots = 0;

	CHECK(d);
	while ((e = readdir(d))) {
		if (e->d_name[0] == '.') {
			dots++;
			continue;
		}
		int k = atoi(e->d_name + 4);

		CHECK(!strncmp(e->d_name, "name", 4) && k > 0 && k <= 500 && !seen[k] && e->d_type == DT_REG);
		seen[k] = 1;
		n++;
	}
	CHECK(n == 500 && dots == 2 && !closedir(d));
	CHECK(access("many/name500", F_OK) == 0 && access("many/name501", F_OK) < 0 && errno == ENOENT);
}

static void check_readonly(void)
{
	CHECK(open("small", O_RDWR) < 0 && errno == EROFS);
	CHECK(open("new", O_WRONLY | O_CREAT, 0644) < 0 && errno == EROFS);
	CHECK(mkdir("new", 0755) < 0 && errno == EROFS);
	CHECK(unlink("small") < 0 && errno == EROFS);
	CHECK(rename("small", "other") < 0 && errno == EROFS);
	CHECK(chmod("small", 0) < 0 && errno == EROFS);
	CHECK(truncate("small", 0) < 0 && errno == EROFS);
}

static void check_busy(void)
{
	int fd = open("small", O_RDONLY);
	char buf[6];

	CHECK(fd >= 0);
	CHECK(umount("/mnt") < 0 && errno == EBUSY); /* we are in it */
	CHECK(!chdir("/") && umount("/mnt") < 0 && errno == EBUSY);
	CHECK(!umount2("/mnt", MNT_DETACH) && access("/mnt/small", F_OK) < 0);
	CHECK(read(fd, buf, 6) == 6 && !memcmp(buf, "hello\n", 6) && !close(fd));
}

int main(void)
{
	const char *disk[3] = {"/dev/vda", "/dev/vdb", "/dev/vdc"};

	booted();
	if (access(disk[0], F_OK) < 0)
		disk[0] = "/dev/xvda", disk[1] = "/dev/xvdb", disk[2] = "/dev/xvdc";
	CHECK(!chdir("/data")); /* by the command line */
	check_files(1024);
	CHECK(!chdir("/") && !umount("/data") && !mkdir("/mnt", 0755));
	for (int i = 0; i < 2; i++) {
		CHECK(!mount(disk[i], "/mnt", "ext2", 0, NULL) && !chdir("/mnt"));
		check_files(i ? 4096 : 1024);
		check_many();
		check_readonly();
		check_busy();
		CHECK(!mount(disk[i], "/mnt", "ext2", MS_RDONLY, NULL) && !umount("/mnt"));
		CHECK(umount("/mnt") < 0 && errno == EINVAL);
	}
	CHECK(mount(disk[2], "/mnt", "ext2", 0, NULL) < 0 && errno == EINVAL);
	CHECK(mount("/dev/null", "/mnt", "ext2", 0, NULL) < 0 && errno == ENOTBLK);
	CHECK(mount("/dev/none", "/mnt", "ext2", 0, NULL) < 0 && errno == ENOENT);
	puts("ok ext2");
	return 0;
}
