/* SPDX-License-Identifier: BSD-3-Clause */
/* mount, umount and chroot, as on Linux (there in a name space of its own, if
 * this process may have one). */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE */
/* console: ok mount */
/* console: ok read-only */
/* console: ok chroot */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static char top[40];

static int make(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
	return fd < 0 ? -1 : (close(fd), 0);
}

/* How often the mount table has the place. */
static int listed(const char *place)
{
	char line[1000], word[60];
	int n = 0;
	FILE *f = fopen("/proc/mounts", "r");
	CHECK(f);
	snprintf(word, sizeof word, " %s tmpfs ", place);
	if (is_booted())
		snprintf(word, sizeof word, " %s ramfs ", place);
	while (fgets(line, sizeof line, f))
		n += !!strstr(line, word);
	fclose(f);
	return n;
}

static void mounting(void)
{
	struct stat a, b, c;
	struct statfs fs;
	char place[60], name[80];
	snprintf(place, sizeof place, "%s/m", top);
	snprintf(name, sizeof name, "%s/m/in", top);
	CHECK(!mkdir("m", 0755) && !make("m/below") && !make("file"));
	CHECK(listed(place) == 0 && !stat("m", &a));
	FAILS(umount("m"), EINVAL);
	FAILS(umount("none"), ENOENT);
	FAILS(mount("x", "none", "tmpfs", 0, NULL), ENOENT);
	FAILS(mount("x", "file", "tmpfs", 0, NULL), ENOTDIR);
	FAILS(mount("x", "m", "no-such-fs", 0, NULL), ENODEV);
	CHECK(!mount("x", place, "tmpfs", 0, NULL));
	CHECK(listed(place) == 1);
	CHECK(!stat("m", &b) && b.st_dev != a.st_dev && b.st_mode & S_IFDIR);
	CHECK(!statfs("m", &fs) && fs.f_type);
	FAILS(access("m/below", F_OK), ENOENT);
	CHECK(!make("m/in") && !access(name, F_OK));
	/* out of it and into it */
	CHECK(!stat("m/..", &c) && !stat(".", &b) && c.st_ino == b.st_ino &&
	      c.st_dev == b.st_dev);
	CHECK(!stat("m/../m/in", &c) && c.st_dev != b.st_dev);
	FAILS(link("file", "m/link"), EXDEV);
	FAILS(rename("m/in", "in"), EXDEV);
	FAILS(rmdir("m"), EBUSY);
	FAILS(rename("m", "n"), EBUSY);
	FAILS(rename("m/in", "m/.."), EBUSY);
	/* one on top of the other */
	CHECK(!mount("y", "m", "tmpfs", 0, NULL));
	FAILS(access("m/in", F_OK), ENOENT);
	CHECK(!make("m/upper") && !umount("m"));
	CHECK(!access("m/in", F_OK));
	FAILS(access("m/upper", F_OK), ENOENT);
	/* what is open lives on; the names are gone at once */
	int fd = open("m/in", O_RDWR);
	CHECK(fd >= 0 && write(fd, "data", 4) == 4);
	CHECK(!umount2("m", MNT_DETACH));
	CHECK(!access("m/below", F_OK));
	FAILS(access("m/in", F_OK), ENOENT);
	CHECK(pread(fd, name, 4, 0) == 4 && !memcmp(name, "data", 4));
	close(fd);
	CHECK(listed(place) == 0);
	FAILS(umount("m"), EINVAL);
	FAILS(umount2("m", 0x1000), EINVAL);
	printf("ok mount\n");
}

static void read_only(void)
{
	CHECK(!mount("x", "m", "tmpfs", 0, NULL) && !make("m/file"));
	CHECK(!mkdir("m/dir", 0700));
	CHECK(!mount("x", "m", NULL, MS_REMOUNT | MS_RDONLY, NULL));
	FAILS(make("m/new"), EROFS);
	FAILS(open("m/file", O_WRONLY), EROFS);
	FAILS(mkdir("m/new", 0700), EROFS);
	FAILS(rmdir("m/dir"), EROFS);
	FAILS(unlink("m/file"), EROFS);
	FAILS(chmod("m/file", 0600), EROFS);
	FAILS(truncate("m/file", 0), EROFS);
	FAILS(rename("m/file", "m/other"), EROFS);
	FAILS(access("m/file", W_OK), EROFS);
	int fd = open("m/file", O_RDONLY);
	CHECK(fd >= 0);
	close(fd);
	CHECK(!mount("x", "m", NULL, MS_REMOUNT, NULL) && !make("m/new"));
	FAILS(mount("x", "m/dir", NULL, MS_REMOUNT, NULL), EINVAL);
	CHECK(!umount("m"));
	CHECK(!mount("x", "m", "tmpfs", MS_RDONLY, NULL));
	FAILS(make("m/new"), EROFS);
	CHECK(!umount("m"));
	printf("ok read-only\n");
}

static void rooted(void)
{
	char name[80], buf[100];
	struct stat a, b;
	int old = open("/", O_RDONLY | O_DIRECTORY);
	CHECK(old >= 0 && !mkdir("root", 0755) && !mkdir("root/dir", 0755));
	CHECK(!make("root/dir/file") && !symlink("/dir/file", "root/link"));
	FAILS(access("root/link", F_OK), ENOENT);
	FAILS(chroot("none"), ENOENT);
	FAILS(chroot("file"), ENOTDIR);
	CHECK(!chroot("root"));
	CHECK(!access("/dir/file", F_OK) && !access("/link", F_OK));
	snprintf(name, sizeof name, "%s/file", top);
	FAILS(access(name, F_OK), ENOENT);
	CHECK(!stat("/", &a) && !stat("/../../..", &b) && a.st_ino == b.st_ino &&
	      a.st_dev == b.st_dev);
	/* the working directory stays where it was, outside */
	CHECK(!access("file", F_OK));
	FAILS(getcwd(buf, sizeof buf) ? 0 : -1, ENOENT);
	CHECK(!chdir("/dir") && !strcmp(getcwd(buf, sizeof buf), "/dir"));
	CHECK(!chdir("../../..") && !strcmp(getcwd(buf, sizeof buf), "/"));
	/* and the way back */
	CHECK(!fchdir(old) && !chroot("."));
	CHECK(!access(name, F_OK) && !chdir(top));
	CHECK(!strcmp(getcwd(buf, sizeof buf), top));
	close(old);
	printf("ok chroot\n");
}

static void clean(void)
{
	unlink("root/dir/file");
	unlink("root/link");
	rmdir("root/dir");
	rmdir("root");
	unlink("m/below");
	rmdir("m");
	unlink("file");
	CHECK(!rmdir(top));
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	if (!is_booted() && (unshare(CLONE_NEWNS) ||
			     mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))) {
		printf("no rights to mount here\n");
		return 0;
	}
	snprintf(top, sizeof top, "/tmp/mounts.%d", getpid());
	CHECK(!mkdir(top, 0755) && !chdir(top));
	mounting();
	read_only();
	rooted();
	clean();
	return 0;
}
