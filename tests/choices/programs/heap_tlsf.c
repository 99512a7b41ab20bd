/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_MEM_TLSF=y */
/* console: ok tlsf */
/* linked-without: new_slab class_of */
/* The kernel's heap by another allocator: full and empty again, from the program. */
#include "../../boot/booted.h"
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MOST 400

int main(void)
{
	int fd[MOST], n = 0;

	booted();
	for (int round = 0; round < 20; round++) {
		for (n = 0; n < MOST; n += 2)
			CHECK(!socketpair(AF_UNIX, SOCK_STREAM, 0, fd + n));
		for (int i = 0; i < n; i++) {
			char name[32];
			int f;

			snprintf(name, sizeof name, "/f%0*d", i % 20 + 1, i);
			f = open(name, O_CREAT | O_RDWR, 0600);
			CHECK(f >= 0 && write(f, name, i % 30) == i % 30 && !close(f));
			CHECK(write(fd[i], name, 20) == 20);
			CHECK(!unlink(name));
		}
		/* in another order than they were made in: 7 and MOST have no
		 * divisor in common */
		for (int i = 0; i < n; i++)
			CHECK(!close(fd[(i * 7 + round) % MOST]));
	}
	puts("ok tlsf");
	return 0;
}
