/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints what network interfaces and disks there are; with an argument, when a
 * line comes in, tries the first disk. */
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sys/socket.h>
#include <unistd.h>
#include "../../boot/booted.h"

int main(int argc, char **argv)
{
	struct if_nameindex *all;
	char name[] = "/dev/xvda", data[512];
	int fd;

	(void)argv;
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(socket(AF_INET, SOCK_STREAM, 0) >= 0 && (all = if_nameindex()));
	for (struct if_nameindex *i = all; i->if_index; i++)
		printf("interface %s\n", i->if_name);
	for (char *letter = name + strlen(name) - 1; *letter <= 'p'; ++*letter)
		if ((fd = open(name, O_RDONLY)) >= 0)
			printf("disk %s of %lld bytes\n", name, (long long)lseek(fd, 0, SEEK_END));
		else
			CHECK(errno == ENOENT);
	puts("ready");
	if (argc == 1)
		return 0;
	CHECK(getchar() == '\n' && (fd = open("/dev/xvda", O_RDONLY)) >= 0);
	printf("read: %s\n", read(fd, data, sizeof data) == sizeof data ? "done" : strerror(errno));
	return 0;
}
