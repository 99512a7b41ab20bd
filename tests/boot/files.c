/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok files */
/* cflags: -pthread */
/* Reading, writing, mapping and naming files: the same on Linux. */
#define _GNU_SOURCE
#include "booted.h"
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

static char dir[] = "/tmp/filesXXXXXX", big[300000], back[300000];

static int rw(const char *name)
{
	int fd = open(name, O_RDWR | O_CREAT | O_TRUNC, 0644);
	CHECK(fd >= 0);
	return fd;
}

static void data(void)
{
	int fd = rw("data"), app;
	struct stat st;
	struct iovec v[3] = {{"one", 3}, {NULL, 0}, {"two", 3}};

	CHECK(write(fd, big, sizeof big) == sizeof big);
	CHECK(lseek(fd, 0, SEEK_CUR) == sizeof big && lseek(fd, 5, SEEK_SET) == 5);
	CHECK(read(fd, back, 1000) == 1000 && !memcmp(back, big + 5, 1000));
	CHECK(pread(fd, back, sizeof back, 4095) == sizeof back - 4095);
	CHECK(!memcmp(back, big + 4095, sizeof back - 4095));
	CHECK(lseek(fd, 0, SEEK_CUR) == 1005 && pread(fd, back, 1, 1 << 30) == 0);
	CHECK(pwrite(fd, "XYZ", 3, 4094) == 3 && pread(fd, back, 5, 4093) == 5);
	CHECK(back[0] == big[4093] && !memcmp(back + 1, "XYZ", 3) && back[4] == big[4097]);
	CHECK(writev(fd, v, 3) == 6 && pread(fd, back, 6, 1005) == 6 && !memcmp(back, "onetwo", 6));
	v[0].iov_base = back, v[2].iov_base = back + 10;
	CHECK(preadv(fd, v, 3, 1005) == 6 && !memcmp(back + 10, "two", 3));
	CHECK(writev(fd, v, -1) == -1 && errno == EINVAL);

	CHECK(!ftruncate(fd, 10) && !ftruncate(fd, 8192));
	CHECK(pread(fd, back, 8192, 0) == 8192 && !memcmp(back, big, 10));
	for (int i = 10; i < 8192; i++)
		CHECK(!back[i]);
	CHECK(pwrite(fd, "end", 3, 1L << 40) == 3 && !fstat(fd, &st));
	CHECK(st.st_size == (1L << 40) + 3 && st.st_blocks < 100);
	CHECK(pread(fd, back, 5, (1L << 40) - 2) == 5 && !memcmp(back, "\0\0end", 5));
	CHECK(lseek(fd, -3, SEEK_END) == 1L << 40 && !ftruncate(fd, 0));

	app = open("data", O_WRONLY | O_APPEND);
	CHECK(write(app, "abc", 3) == 3 && write(fd, "", 0) == 0);
	CHECK(pwrite(fd, "AB", 2, 0) == 2 && write(app, "def", 3) == 3);
	CHECK(pread(fd, back, 10, 0) == 6 && !memcmp(back, "ABcdef", 6));
	CHECK(fcntl(app, F_GETFL) == (O_WRONLY | O_APPEND | 0100000));
	CHECK(!fcntl(app, F_SETFL, 0) && pwrite(app, "x", 1, 0) == 1);
	int n;
	CHECK(lseek(fd, 2, SEEK_SET) == 2 && !ioctl(fd, FIONREAD, &n) && n == 4);
	CHECK(ioctl(fd, TIOCGWINSZ, back) == -1 && errno == ENOTTY);
	CHECK(!fallocate(fd, 0, 0, 100000) && !fstat(fd, &st) && st.st_size == 100000);
	CHECK(st.st_blocks >= 100000 / 512);
	close(app), close(fd);
	puts("ok data");
}

static void descriptors(void)
{
	int a = rw("fd"), b = dup(a), c;

	CHECK(b > a && write(a, "123", 3) == 3 && lseek(b, 0, SEEK_CUR) == 3);
	CHECK((c = fcntl(a, F_DUPFD_CLOEXEC, 100)) == 100);
	CHECK(fcntl(c, F_GETFD) == FD_CLOEXEC && fcntl(b, F_GETFD) == 0);
	CHECK(dup2(a, 3000) == 3000 && dup3(a, b, O_CLOEXEC) == b);
	CHECK(fcntl(b, F_GETFD) == FD_CLOEXEC);
	CHECK(!syscall(SYS_close_range, 100, 5000, 0));
	CHECK(fcntl(3000, F_GETFD) == -1 && errno == EBADF);
	close(b);
	CHECK(dup(a) == b);
	CHECK(!ioctl(b, FIOCLEX) && fcntl(b, F_GETFD) == FD_CLOEXEC);
	close(a), close(b);

	a = open("fd", O_RDONLY), b = open("fd", O_RDONLY);
	CHECK(!flock(a, LOCK_SH) && !flock(b, LOCK_SH | LOCK_NB));
	CHECK(flock(a, LOCK_EX | LOCK_NB) == -1 && errno == EWOULDBLOCK);
	CHECK(!flock(b, LOCK_UN) && !flock(a, LOCK_EX | LOCK_NB));
	CHECK(flock(b, LOCK_SH | LOCK_NB) == -1 && errno == EWOULDBLOCK);
	close(a);
	CHECK(!flock(b, LOCK_EX | LOCK_NB));
	struct flock l = {.l_type = F_RDLCK, .l_whence = SEEK_SET};
	CHECK(!fcntl(b, F_SETLK, &l) && (l.l_type = F_WRLCK, !fcntl(b, F_GETLK, &l)));
	CHECK(l.l_type == F_UNLCK);
	l.l_type = F_WRLCK;
	CHECK(fcntl(b, F_SETLK, &l) == -1 && errno == EBADF);
	close(b);
	a = open("fd", O_RDWR), b = open("fd", O_RDWR);
	l = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET, .l_len = 100};
	CHECK(!fcntl(a, F_OFD_SETLK, &l));
	l.l_start = 99;
	CHECK(fcntl(b, F_OFD_SETLK, &l) == -1 && errno == EAGAIN);
	l.l_start = 100;
	CHECK(!fcntl(b, F_OFD_SETLK, &l));
	l = (struct flock){.l_type = F_UNLCK, .l_whence = SEEK_SET, .l_start = 40, .l_len = 20};
	CHECK(!fcntl(a, F_OFD_SETLK, &l));
	l.l_type = F_WRLCK;
	CHECK(!fcntl(b, F_OFD_GETLK, &l) && l.l_type == F_UNLCK);
	l = (struct flock){.l_type = F_RDLCK, .l_whence = SEEK_SET, .l_start = 50, .l_len = 20};
	CHECK(!fcntl(b, F_OFD_GETLK, &l) && l.l_type == F_WRLCK && l.l_start == 60);
	CHECK(l.l_len == 40 && l.l_pid == -1);
	close(a);
	l = (struct flock){.l_type = F_WRLCK, .l_whence = SEEK_SET};
	CHECK(!fcntl(b, F_OFD_SETLK, &l));
	close(b);
	puts("ok descriptors");
}

static void names(void)
{
	struct stat a, b;
	int fd = rw("one");
	char buf[300];

	CHECK(write(fd, "x", 1) == 1 && !link("one", "two") && !fstat(fd, &a));
	CHECK(a.st_nlink == 2 && !stat("two", &b) && a.st_ino == b.st_ino && a.st_dev == b.st_dev);
	CHECK(!rename("one", "two") && !stat("one", &b)); /* the same file: nothing */
	CHECK(!unlink("one") && !unlink("two") && !fstat(fd, &a) && a.st_nlink == 0);
	CHECK(write(fd, "y", 1) == 1 && pread(fd, buf, 9, 0) == 2);
	close(fd);
	CHECK(!mkdir("d", 0700) && !stat("d", &a) && a.st_nlink >= 1);
	CHECK(!mkdir("d/e", 0700) && !stat("d/e/..", &b) && a.st_ino == b.st_ino);
	CHECK(!chdir("d/e") && getcwd(buf, sizeof buf) && !strncmp(buf, dir, strlen(dir)) &&
	      !strcmp(buf + strlen(dir), "/d/e"));
	CHECK(!rename("../../d", "../../dd") && getcwd(buf, sizeof buf) &&
	      !strcmp(buf + strlen(dir), "/dd/e"));
	CHECK(!chdir("../.."));
	CHECK(!symlink("dd/e", "s") && !stat("s/..", &b) && a.st_ino == b.st_ino);
	CHECK(readlink("s", buf, sizeof buf) == 4);
	CHECK(!lstat("s", &b) && S_ISLNK(b.st_mode) && b.st_size == 4);
	fd = open("dd", O_PATH);
	CHECK(!fchdir(fd) && !chdir("..") && !unlinkat(fd, "e", AT_REMOVEDIR));
	close(fd);
	umask(077);
	CHECK(!close(open("mode", O_CREAT | O_WRONLY, 0666)) && !stat("mode", &a));
	CHECK(a.st_mode == (S_IFREG | 0600) && !chmod("mode", 04755) && !stat("mode", &a));
	CHECK(a.st_mode == (S_IFREG | 04755));
	umask(022);
	struct timespec t[2] = {{1000000000, 5}, {1100000000, 7}};
	CHECK(!utimensat(AT_FDCWD, "mode", t, 0) && !stat("mode", &a));
	CHECK(a.st_atim.tv_sec == 1000000000 && a.st_mtim.tv_nsec == 7);
	t[0].tv_nsec = UTIME_OMIT;
	t[1].tv_nsec = UTIME_NOW;
	CHECK(!utimensat(AT_FDCWD, "mode", t, 0) && !stat("mode", &a));
	CHECK(a.st_atim.tv_sec == 1000000000 && a.st_mtim.tv_sec >= time(NULL) - 5);
	puts("ok names");
}

static void listing(void)
{
	char name[40], seen[500] = {0};
	struct dirent *e;
	long middle = 0;
	int n = 0;

	CHECK(!mkdir("many", 0755));
	for (int i = 0; i < 500; i++) {
		snprintf(name, sizeof name, "many/entry-%d", i);
		close(rw(name));
	}
	DIR *d = opendir("many");
	CHECK(d);
	while ((e = readdir(d))) {
		if (*e->d_name == '.')
			continue;
		CHECK(e->d_type == DT_REG && e->d_ino);
		int i = atoi(e->d_name + 6);
		CHECK(i >= 0 && i < 500 && !seen[i]);
		seen[i] = 1;
		if (++n == 250)
			middle = telldir(d);
		if (i % 2) {
			snprintf(name, sizeof name, "many/entry-%d", i);
			CHECK(!unlink(name));
		}
	}
	CHECK(n == 500);
	seekdir(d, middle);
	for (n = 0; readdir(d);)
		n++;
	CHECK(n > 0 && n <= 250);
	rewinddir(d);
	for (n = 0; readdir(d);)
		n++;
	CHECK(n == 252);
	closedir(d);
	puts("ok listing");
}

static void mapping(void)
{
	int fd = rw("map");
	char *shared, *private;

	CHECK(write(fd, big, 10000) == 10000);
	shared = mmap(NULL, 12288, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_PRIVATE, fd, 4096);
	CHECK(shared != MAP_FAILED && private != MAP_FAILED);
	CHECK(!memcmp(shared, big, 10000) && !memcmp(private, big + 4096, 5904));
	for (int i = 10000; i < 12288; i++)
		CHECK(!shared[i]);
	CHECK(pwrite(fd, "seen", 4, 100) == 4 && !memcmp(shared + 100, "seen", 4));
	shared[5000] = 'S';
	CHECK(pread(fd, back, 1, 5000) == 1 && *back == 'S' && private[904] == 'S');
	private[904] = 'P';
	CHECK(shared[5000] == 'S' && pread(fd, back, 1, 5000) == 1 && *back == 'S');
	CHECK(!msync(shared, 12288, MS_SYNC) && !munmap(private, 8192));
	close(fd);
	CHECK(shared[5000] == 'S' && !munmap(shared, 12288));
	fd = open("map", O_RDONLY);
	CHECK(mmap(NULL, 4096, PROT_WRITE, MAP_SHARED, fd, 0) == MAP_FAILED && errno == EACCES);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 1) == MAP_FAILED && errno == EINVAL);
	close(fd);
	fd = open(".", O_RDONLY);
	CHECK(mmap(NULL, 4096, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == ENODEV);
	close(fd);
	fd = syscall(SYS_memfd_create, "test", 1u);
	CHECK(fd >= 0 && !ftruncate(fd, 4096));
	shared = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	strcpy(shared, "memfd");
	CHECK(pread(fd, back, 6, 0) == 6 && !strcmp(back, "memfd"));
	munmap(shared, 4096);
	close(fd);
	puts("ok mapping");
}

static void *drain(void *arg)
{
	size_t got = 0;
	while (got < sizeof back) {
		ssize_t n = read(*(int *)arg, back + got, sizeof back - got);
		CHECK(n > 0);
		got += n;
	}
	return NULL;
}

static void moving(void)
{
	int in = rw("in"), out = rw("out"), p[2];
	off_t off = 1000, to = 0;
	pthread_t t;

	CHECK(write(in, big, sizeof big) == sizeof big);
	CHECK(sendfile(out, in, &off, 5000) == 5000 && off == 6000);
	CHECK(pread(out, back, 6000, 0) == 5000 && !memcmp(back, big + 1000, 5000));
	CHECK(sendfile(out, in, NULL, 10) == 0 && lseek(in, 0, SEEK_SET) == 0);
	CHECK(!pipe(p) && !pthread_create(&t, NULL, drain, p));
	size_t sent = 0;
	for (ssize_t n = 1; n; sent += n)
		CHECK((n = sendfile(p[1], in, NULL, sizeof big)) >= 0);
	CHECK(sent == sizeof big);
	pthread_join(t, NULL);
	CHECK(!memcmp(back, big, sizeof big));
	CHECK(sendfile(out, p[0], NULL, 10) == -1 && errno == EINVAL);
	CHECK(sendfile(out, 999, NULL, 10) == -1 && errno == EBADF);
	close(p[0]), close(p[1]);
	off = 7;
	CHECK(syscall(SYS_copy_file_range, in, &off, out, &to, 20000L, 0) == 20000);
	CHECK(off == 20007 && to == 20000 && pread(out, back, 20000, 0) == 20000);
	CHECK(!memcmp(back, big + 7, 20000));
	CHECK(syscall(SYS_copy_file_range, in, &off, out, &to, 1L, 5) == -1 && errno == EINVAL);
	close(in), close(out);
	puts("ok moving");
}

static void special(void)
{
	int fd = open("/dev/zero", O_RDWR), n;
	char buf[64], path[64];
	struct stat st;
	struct statfs fs;

	CHECK(fd >= 0 && read(fd, back, 5000) == 5000 && write(fd, back, 5000) == 5000);
	for (int i = 0; i < 5000; i++)
		CHECK(!back[i]);
	close(fd);
	fd = open("/dev/null", O_RDWR);
	CHECK(read(fd, back, 10) == 0 && write(fd, back, 10) == 10 && !fstat(fd, &st));
	CHECK(S_ISCHR(st.st_mode) && st.st_rdev == 0x103);
	close(fd);
	fd = open("/dev/full", O_WRONLY);
	CHECK(write(fd, "x", 1) == -1 && errno == ENOSPC);
	close(fd);
	fd = open("/dev/urandom", O_RDONLY);
	CHECK(read(fd, back, 64) == 64 && read(fd, buf, 64) == 64 && memcmp(back, buf, 64));
	close(fd);
	fd = open("in", O_RDWR);
	snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
	CHECK((n = readlink(path, back, 300)) > 3 && !memcmp(back + n - 3, "/in", 3));
	int again = open(path, O_RDONLY);
	CHECK(again >= 0 && read(again, buf, 9) == 9 && lseek(fd, 0, SEEK_CUR) == 0);
	close(again);
	snprintf(path, sizeof path, "/dev/fd/%d", fd);
	again = open(path, O_RDONLY);
	CHECK(again >= 0 && fstat(again, &st) == 0 && st.st_size == sizeof big);
	close(again);
	close(fd);
	CHECK(open(path, O_RDONLY) == -1 && errno == ENOENT);
	CHECK(!statfs("/proc", &fs) && fs.f_type == 0x9fa0);
	CHECK(!statfs(".", &fs) && fs.f_bsize >= 512);
	fd = open(".", O_TMPFILE | O_RDWR, 0600);
	CHECK(fd >= 0 && write(fd, "tmp", 3) == 3 && !fstat(fd, &st) && st.st_nlink == 0);
	close(fd);
	puts("ok special");
}

/* A word at the beginning of a line of a /proc file. */
static void has(const char *file, const char *word)
{
	char line[1000];
	FILE *f = fopen(file, "r");
	int found = 0;

	CHECK(f);
	while (fgets(line, sizeof line, f))
		found |= !strncmp(line, word, strlen(word));
	fclose(f);
	if (!found)
		printf("%s: no line begins with %s\n", file, word);
	CHECK(found);
}

static void proc(void)
{
	char buf[4000];
	int fd;

	has("/proc/meminfo", "MemTotal:");
	has("/proc/meminfo", "MemAvailable:");
	has("/proc/cpuinfo", "processor\t: 0");
	has("/proc/stat", "cpu0 ");
	has("/proc/stat", "btime ");
	has("/proc/self/status", "VmRSS:");
	has("/proc/self/status", "Threads:\t1");
	has("/proc/self/stat", "");
	has("/proc/mounts", "");
	has("/proc/filesystems", "nodev\tproc");
	has("/proc/version", "Linux version ");
	has("/proc/sys/kernel/ostype", "Linux");
	has("/proc/sys/net/core/somaxconn", "");
	has("/proc/self/limits", "Max open files");
	FILE *f = fopen("/proc/self/maps", "r");
	unsigned long from, to;
	char w;
	int found = 0;
	CHECK(f);
	while (fgets(buf, sizeof buf, f)) {
		CHECK(sscanf(buf, "%lx-%lx %*c%c", &from, &to, &w) == 3 && from < to);
		found |= (unsigned long)proc >= from && (unsigned long)proc < to;
		found |= ((unsigned long)&from >= from && (unsigned long)&from < to && w == 'w') << 1;
	}
	CHECK(found == 3);
	fclose(f);
	fd = open("/proc/self/cmdline", O_RDONLY);
	ssize_t n = read(fd, buf, sizeof buf);
	CHECK(n > 0 && !buf[n - 1]);
	close(fd);
	fd = open("/proc/sys/kernel/random/uuid", O_RDONLY);
	CHECK(read(fd, buf, sizeof buf) == 37 && buf[14] == '4');
	close(fd);
	CHECK(readlink("/proc/self/exe", buf, sizeof buf) > 1 && *buf == '/');
	CHECK(open("/proc/self/none", O_RDONLY) == -1 && errno == ENOENT);
	puts("ok proc");
}

int main(void)
{
	char cmd[64];

	setvbuf(stdout, NULL, _IONBF, 0);
	for (size_t i = 0; i < sizeof big; i++)
		big[i] = i * 13 + i / 257;
	CHECK(mkdtemp(dir) && !chdir(dir));
	data();
	descriptors();
	names();
	listing();
	mapping();
	moving();
	special();
	proc();
	if (!is_booted()) {
		snprintf(cmd, sizeof cmd, "rm -r %s", dir);
		CHECK(!system(cmd));
	}
	puts("ok files");
	return 0;
}
