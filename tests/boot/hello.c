/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 42 */
/* host: 42 */
/* console: ^hello, world: 1 arguments\n$ */
/* linked-without: uc_do_open uc_walk uc_do_socket uc_fs_* uc_virtio_* uc_do_futex uc_random uc_do_read uc_do_epoll_* uc_do_clone */
/* The smallest honest program: no file system, socket or driver comes along. */
#include <stdio.h>

int main(int argc, char **argv)
{
	(void)argv;
	printf("hello, world: %d arguments\n", argc);
	return 42;
}
