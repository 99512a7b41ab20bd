/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok path_errors */
/*
 * What goes wrong with names, case by case: the same program with the same
 * expectations on Linux, which is the oracle, and booted.
 */
#define _GNU_SOURCE
#include "booted.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static int failed;
static char *volatile bad = (char *)8; /* nothing is mapped there */

/* Not every libc has these. */
#define renameat2(...) syscall(SYS_renameat2, __VA_ARGS__)
#ifndef RENAME_NOREPLACE
#define RENAME_NOREPLACE 1
#define RENAME_EXCHANGE  2
#endif

static void expect(int line, const char *what, long r, int want)
{
	int got = r < 0 ? errno : 0;

	if (got == want)
		return;
	printf("path_errors.c:%d: %s: %s, expected %s\n", line, what,
	       got ? strerror(got) : "success", want ? strerror(want) : "success");
	failed = 1;
}
#define E(call, want) (errno = 0, expect(__LINE__, #call, (call), want))
#define OK(call) E(call, 0)
/* A descriptor that is not wanted. */
#define O(call, want) (errno = 0, opened(__LINE__, #call, (call), want))

static void opened(int line, const char *what, int fd, int want)
{
	expect(line, what, fd, want);
	if (fd >= 0)
		close(fd);
}

static void touch(const char *path)
{
	int fd = open(path, O_CREAT | O_WRONLY, 0644);
	CHECK(fd >= 0 && write(fd, "text", 4) == 4 && !close(fd));
}

static char longname[300], deep[PATH_MAX + 100];

static void setup(void)
{
	memset(longname, 'n', 256);
	memset(deep, '/', PATH_MAX);
	strcpy(deep + PATH_MAX, "x");
	touch("file");
	OK(mkdir("dir", 0755));
	OK(mkdir("dir/sub", 0755));
	touch("dir/inner");
	OK(symlink("file", "link"));
	OK(symlink("dir", "dirlink"));
	OK(symlink("nowhere", "dangling"));
	OK(symlink("loop2", "loop1"));
	OK(symlink("loop1", "loop2"));
	OK(mknod("fifo", S_IFIFO | 0644, 0));
}

static void opening(void)
{
	O(open("", O_RDONLY), ENOENT);
	O(open("none", O_RDONLY), ENOENT);
	O(open("none/x", O_RDONLY), ENOENT);
	O(open("file/x", O_RDONLY), ENOTDIR);
	O(open("file/", O_RDONLY), ENOTDIR);
	O(open("file/.", O_RDONLY), ENOTDIR);
	O(open("file/..", O_RDONLY), ENOTDIR);
	O(open("link/", O_RDONLY), ENOTDIR);
	O(open("dirlink/", O_RDONLY), 0);
	O(open("dirlink/inner", O_RDONLY), 0);
	O(open("dir/sub/../inner", O_RDONLY), 0);
	O(open("dir//sub/.././//inner", O_RDONLY), 0);
	O(open("loop1", O_RDONLY), ELOOP);
	O(open("loop1/x", O_RDONLY), ELOOP);
	O(open("dangling", O_RDONLY), ENOENT);
	O(open("dangling/", O_RDONLY), ENOENT);
	O(open("link", O_RDONLY | O_NOFOLLOW), ELOOP);
	O(open("dirlink", O_RDONLY | O_NOFOLLOW), ELOOP);
	O(open("dirlink", O_RDONLY | O_NOFOLLOW | O_DIRECTORY), ENOTDIR);
	O(open("link", O_PATH | O_NOFOLLOW), 0);
	O(open("file", O_RDONLY | O_DIRECTORY), ENOTDIR);
	O(open("dir", O_RDONLY | O_DIRECTORY), 0);
	O(open("dir", O_WRONLY), EISDIR);
	O(open("dir", O_RDWR), EISDIR);
	O(open("dir", O_RDONLY | O_TRUNC), EISDIR);
	O(open("dir", O_RDONLY | O_CREAT, 0644), EISDIR);
	O(open("new/", O_RDONLY | O_CREAT, 0644), EISDIR);
	O(open("file/", O_RDONLY | O_CREAT, 0644), EISDIR);
	O(open(".", O_RDONLY | O_CREAT, 0644), EISDIR);
	O(open("..", O_WRONLY), EISDIR);
	O(open("file", O_RDONLY | O_CREAT | O_EXCL, 0644), EEXIST);
	O(open("link", O_RDONLY | O_CREAT | O_EXCL, 0644), EEXIST);
	O(open("dangling", O_RDONLY | O_CREAT | O_EXCL, 0644), EEXIST);
	O(open("dir", O_RDONLY | O_CREAT | O_EXCL, 0644), EEXIST);
	O(open("dangling", O_WRONLY | O_CREAT, 0644), 0);
	OK(access("nowhere", F_OK));
	OK(unlink("nowhere"));
	O(open(longname, O_RDONLY), ENAMETOOLONG);
	O(open(longname, O_RDONLY | O_CREAT, 0644), ENAMETOOLONG);
	O(open(longname + 1, O_RDONLY), ENOENT);
	O(open(deep, O_RDONLY), ENAMETOOLONG);
	O(open(bad, O_RDONLY), EFAULT);
	O(open("fifo", O_WRONLY | O_NONBLOCK), ENXIO);
	O(open("fifo", O_RDONLY | O_NONBLOCK), 0);
	O(open("fifo", O_RDWR), 0);
	O(openat(99, "file", O_RDONLY), EBADF);
	O(openat(99, "/", O_RDONLY), 0);
	O(open(".", O_TMPFILE | O_RDONLY, 0600), EINVAL);
	O(open("file", O_TMPFILE | O_RDWR, 0600), ENOTDIR);
}

static void descriptors(void)
{
	int file = open("file", O_RDONLY), dir = open("dir", O_RDONLY);
	int path = open("file", O_PATH), out = open("file", O_WRONLY);
	struct stat st;
	char c[2];

	O(openat(file, "x", O_RDONLY), ENOTDIR);
	O(openat(dir, "inner", O_RDONLY), 0);
	O(openat(dir, "../file", O_RDONLY), 0);
	E(fchdir(file), ENOTDIR);
	E(read(dir, c, 1), EISDIR);
	E(write(file, c, 1), EBADF);
	E(read(out, c, 1), EBADF);
	E(read(99, c, 1), EBADF);
	E(read(path, c, 1), EBADF);
	E(read(file, bad, 1), EFAULT);
	OK(read(file, c, 0));
	E(pread(file, c, 1, -1), EINVAL);
	E(lseek(file, -1, SEEK_SET), EINVAL);
	E(lseek(file, 0, 9), EINVAL);
	E(lseek(path, 0, SEEK_SET), EBADF);
	E(lseek(file, 100, SEEK_DATA), ENXIO);
	E(ftruncate(file, 0), EINVAL);
	E(ftruncate(path, 0), EBADF);
	E(ftruncate(out, -1), EINVAL);
	E(fsync(path), EBADF);
	OK(fsync(dir));
	OK(fstat(path, &st));
	E(fstat(99, &st), EBADF);
	E(syscall(SYS_fchmod, path, 0644), EBADF);
	E(fcntl(file, F_DUPFD, -1), EINVAL);
	E(fcntl(99, F_GETFD), EBADF);
	E(fcntl(file, 9999), EINVAL);
	OK(fcntl(path, F_GETFL));
	E(fcntl(path, F_SETFL, 0), EBADF);
	E(dup2(99, 5), EBADF);
	E(dup2(file, -1), EBADF);
	OK(dup2(file, file));
	E(dup3(file, file, 0), EINVAL);
	E(syscall(SYS_getdents64, file, c, 2), ENOTDIR);
	E(syscall(SYS_getdents64, dir, c, 2), EINVAL);
	E(fallocate(file, 0, 0, 1), EBADF);
	E(fallocate(out, 0, -1, 1), EINVAL);
	E(fallocate(out, 0, 0, 0), EINVAL);
	E(posix_fadvise(file, 0, 0, 0) ? (errno = EINVAL, -1) : 0, 0);
	E(close(99), EBADF);
	close(file), close(dir), close(path), close(out);
}

static void making(void)
{
	E(mkdir("", 0755), ENOENT);
	E(mkdir("file", 0755), EEXIST);
	E(mkdir("dir", 0755), EEXIST);
	E(mkdir("dir/", 0755), EEXIST);
	E(mkdir(".", 0755), EEXIST);
	E(mkdir("..", 0755), EEXIST);
	E(mkdir("/", 0755), EEXIST);
	E(mkdir("dangling", 0755), EEXIST);
	E(mkdir("none/new", 0755), ENOENT);
	E(mkdir("file/new", 0755), ENOTDIR);
	E(mkdir(longname, 0755), ENAMETOOLONG);
	OK(mkdir("new/", 0755));
	OK(rmdir("new/"));
	E(symlink("", "new"), ENOENT);
	E(symlink("x", ""), ENOENT);
	E(symlink("x", "file"), EEXIST);
	E(symlink("x", "new/"), ENOENT);
	E(symlink("x", "none/new"), ENOENT);
	E(link("none", "new"), ENOENT);
	E(link("file", "dir"), EEXIST);
	E(link("dir", "new"), EPERM);
	E(link("file", "new/"), ENOENT);
	E(link("file/", "new"), ENOTDIR);
	E(linkat(AT_FDCWD, "file", AT_FDCWD, "new", 4), EINVAL);
	E(mknod("file", S_IFREG | 0644, 0), EEXIST);
	E(mknod("new", S_IFDIR | 0644, 0), EPERM);
	E(mknod("new", 017 << 12, 0), EINVAL);
	E(mknod("new/", S_IFREG | 0644, 0), ENOENT);
}

static void removing(void)
{
	E(unlink(""), ENOENT);
	E(unlink("none"), ENOENT);
	E(unlink("dir"), EISDIR);
	E(unlink("dir/"), EISDIR);
	E(unlink("."), EISDIR);
	E(unlink("file/"), ENOTDIR);
	E(unlink("file/x"), ENOTDIR);
	E(unlinkat(AT_FDCWD, "file", 1), EINVAL);
	E(rmdir(""), ENOENT);
	E(rmdir("none"), ENOENT);
	E(rmdir("file"), ENOTDIR);
	E(rmdir("dir"), ENOTEMPTY);
	E(rmdir("."), EINVAL);
	E(rmdir("dir/."), EINVAL);
	E(rmdir("dir/.."), ENOTEMPTY);
	E(rmdir("/"), EBUSY);
	E(rmdir("dirlink"), ENOTDIR);
	E(rmdir("dirlink/"), ENOTDIR);
}

static void renaming(void)
{
	touch("a");
	touch("b");
	OK(mkdir("d", 0755));
	OK(mkdir("e", 0755));
	touch("e/x");
	E(rename("none", "a"), ENOENT);
	E(rename("a", "none/b"), ENOENT);
	E(rename("a", "d"), EISDIR);
	E(rename("d", "a"), ENOTDIR);
	E(rename("d", "e"), ENOTEMPTY);
	E(rename("d", "d/sub"), EINVAL);
	E(rename("d/..", "x"), EBUSY);
	E(rename(".", "x"), EBUSY);
	E(rename("a", "."), EBUSY);
	E(rename("a/", "c"), ENOTDIR);
	E(rename("a", "c/"), ENOTDIR);
	E(rename("/", "x"), EBUSY);
	E(rename("e/x", "e"), ENOTEMPTY);
	OK(rename("a", "a"));
	OK(rename("a", "b"));
	E(access("a", F_OK), ENOENT);
	OK(rename("e", "d"));
	OK(access("d/x", F_OK));
	OK(rename("d", "f/"));
	touch("a");
	E(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", RENAME_NOREPLACE), EEXIST);
	E(renameat2(AT_FDCWD, "a", AT_FDCWD, "zz", RENAME_EXCHANGE), ENOENT);
	E(renameat2(AT_FDCWD, "a", AT_FDCWD, "b", 99), EINVAL);
	OK(renameat2(AT_FDCWD, "a", AT_FDCWD, "f", RENAME_EXCHANGE));
	OK(access("a/x", F_OK));
	E(access("f/x", F_OK), ENOTDIR);
	OK(unlink("f"));
	OK(unlink("a/x"));
	OK(rmdir("a"));
	OK(unlink("b"));
}

static void asking(void)
{
	struct stat st;
	char buf[64];

	E(stat("", &st), ENOENT);
	E(stat("dangling", &st), ENOENT);
	OK(lstat("dangling", &st));
	E(lstat("dangling/", &st), ENOENT);
	E(stat("loop1", &st), ELOOP);
	OK(lstat("loop1", &st));
	E(stat("file/", &st), ENOTDIR);
	E(lstat("link/", &st), ENOTDIR);
	E(syscall(SYS_stat, "file", bad), EFAULT);
	E(fstatat(AT_FDCWD, "file", &st, 0x8), EINVAL);
	E(fstatat(AT_FDCWD, "", &st, 0), ENOENT);
	OK(fstatat(AT_FDCWD, "", &st, AT_EMPTY_PATH));
	E(readlink("file", buf, sizeof buf), EINVAL);
	E(readlink("none", buf, sizeof buf), ENOENT);
	E(syscall(SYS_readlink, "link", buf, 0), EINVAL);
	E(readlink("link", bad, 8), EFAULT);
	CHECK(readlink("link", buf, 2) == 2 && !memcmp(buf, "fi", 2));
	E(access("file", X_OK), EACCES);
	OK(access("dir", X_OK));
	E(access("none", F_OK), ENOENT);
	E(access("file", 8), EINVAL);
	E(chdir("file"), ENOTDIR);
	E(chdir("none"), ENOENT);
	E(chmod("none", 0), ENOENT);
	E(truncate("dir", 0), EISDIR);
	E(truncate("none", 0), ENOENT);
	E(truncate("file", -1), EINVAL);
	E(truncate("fifo", 0), EINVAL);
	E(syscall(SYS_getcwd, buf, 1), ERANGE);
	E(utimensat(AT_FDCWD, "none", NULL, 0), ENOENT);
	E(utimensat(AT_FDCWD, "file",
		    (struct timespec[]){{0, -5}, {0, 0}}, 0), EINVAL);
}

/* A directory that is gone while it is current. */
static void removed(void)
{
	struct stat st;
	char buf[64];

	OK(mkdir("gone", 0755));
	OK(chdir("gone"));
	OK(rmdir("../gone"));
	O(open("x", O_CREAT | O_WRONLY, 0644), ENOENT);
	E(mkdir("x", 0755), ENOENT);
	E(stat("x", &st), ENOENT);
	OK(stat(".", &st));
	CHECK(st.st_nlink == 0);
	E(syscall(SYS_getcwd, buf, sizeof buf), ENOENT);
	OK(chdir("/tmp"));
}

int main(void)
{
	char dir[] = "/tmp/path_errorsXXXXXX", cmd[64];

	setvbuf(stdout, NULL, _IONBF, 0);
	CHECK(mkdtemp(dir) && !chdir(dir));
	setup();
	opening();
	descriptors();
	making();
	removing();
	renaming();
	asking();
	removed();
	if (!is_booted()) {
		snprintf(cmd, sizeof cmd, "rm -r %s", dir);
		if (system(cmd))
			failed = 1;
	}
	if (failed)
		return 1;
	puts("ok path_errors");
	return 0;
}
