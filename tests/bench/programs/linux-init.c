/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The first process of the Linux guest that the benchmark compares with: says that
 * it is there, loads the modules of /modules/order, gives lo its address and eth0
 * that of the variable ADDRESS, then becomes the image under test with the
 * arguments in /args, one a line.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static void fail(const char *what)
{
	fprintf(stderr, "linux-init: %s: %s\n", what, strerror(errno));
	exit(1);
}

static char *line(FILE *f)
{
	static char buf[512];

	if (!fgets(buf, sizeof buf, f))
		return NULL;
	buf[strcspn(buf, "\n")] = 0;
	return buf;
}

/* A module whose symbols another one has yet to bring fails with ENOENT: the
 * list is gone through again until all are in. */
static void load_modules(void)
{
	int missing = 1;

	for (int round = 0; missing && round < 8; round++) {
		FILE *f = fopen("/modules/order", "r");
		char *name;

		missing = 0;
		if (!f)
			fail("/modules/order");
		while ((name = line(f))) {
			char path[600];
			int fd;

			snprintf(path, sizeof path, "/modules/%s", name);
			fd = open(path, O_RDONLY | O_CLOEXEC);
			if (fd < 0)
				fail(path);
			if (syscall(SYS_finit_module, fd, "", 0) && errno != EEXIST) {
				if (errno != ENOENT)
					fail(path);
				missing++;
			}
			close(fd);
		}
		fclose(f);
	}
	if (missing)
		fail("modules that need what is not in /modules");
}

/* Into the kernel's log, which has the time since it began in front of each line;
 * as an alert, so that it is on the console. */
static void say(const char *text)
{
	int fd = open("/dev/kmsg", O_WRONLY | O_CLOEXEC);

	if (fd < 0 || write(fd, text, strlen(text)) < 0)
		fail("/dev/kmsg");
	close(fd);
}

static void address(int s, const char *dev, const char *ip, const char *mask)
{
	struct ifreq r = {0};
	struct sockaddr_in *a = (struct sockaddr_in *)&r.ifr_addr;

	strcpy(r.ifr_name, dev);
	a->sin_family = AF_INET;
	a->sin_addr.s_addr = inet_addr(ip);
	/* a card may appear some time after its driver */
	for (int tries = 0; ioctl(s, SIOCSIFADDR, &r); tries++, usleep(10000))
		if (errno != ENODEV || tries == 1000)
			fail(dev);
	a->sin_addr.s_addr = inet_addr(mask);
	if (ioctl(s, SIOCSIFNETMASK, &r))
		fail(dev);
	r.ifr_flags = IFF_UP | IFF_RUNNING;
	if (ioctl(s, SIOCSIFFLAGS, &r))
		fail(dev);
}

int main(void)
{
	char *argv[32] = {0};
	int n = 0, s;
	FILE *f;
	char *word;

	mkdir("/dev", 0755);
	mkdir("/proc", 0755);
	mount("dev", "/dev", "devtmpfs", 0, NULL);
	mount("proc", "/proc", "proc", 0, NULL);
	say("<1>linux-init: begins\n");
	load_modules();
	s = socket(AF_INET, SOCK_DGRAM, 0);
	if (s < 0)
		fail("socket");
	address(s, "lo", "127.0.0.1", "255.0.0.0");
	if (getenv("ADDRESS"))
		address(s, "eth0", getenv("ADDRESS"), "255.255.255.0");
	close(s);
	f = fopen("/args", "r");
	if (!f)
		fail("/args");
	while (n < 31 && (word = line(f)))
		argv[n++] = strdup(word);
	fclose(f);
	execv(argv[0], argv);
	fail(argv[0]);
}
