/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end of a detached thread: one call, since after the unmapping there is
 * no stack to return to. The kernel stack carries it.
 */
#include <uc/thread.h>

long uc_do_munmap(uintptr_t start, size_t len);
long uc_do_exit(int status);

long uc_unmapself(uintptr_t start, size_t len)
{
	uc_do_munmap(start, len);
	uc_do_exit(0);
	return 0;
}
