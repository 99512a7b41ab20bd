/* SPDX-License-Identifier: BSD-3-Clause */
/* config: BASE_TRACE=y */
/* console: 1: getppid\(0x */
/* console: 1: getppid = 0 */
/* console: 1: getppid\(0x1, 0x2, 0x3, 0x4, 0x5, 0x6\) */
/* console: 1: getppid = 0 */
/* console: 1: close\(0xfff, 0x */
/* console: 1: close = -9 */
/* console: ok trace */
/* Calls by function and by instruction, on the console. */
#include "../../boot/booted.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static __attribute__((noinline)) long raw(void)
{
	register long r10 __asm__("r10") = 4, r8 __asm__("r8") = 5, r9 __asm__("r9") = 6;
	long r;

	__asm__ volatile("syscall"
			 : "=a"(r)
			 : "a"(SYS_getppid), "D"(1), "S"(2), "d"(3), "r"(r10), "r"(r8), "r"(r9)
			 : "rcx", "r11", "memory");
	return r;
}

int main(void)
{
	booted();
	CHECK(getppid() == 0);
	CHECK(raw() == 0);
	CHECK(close(4095) == -1 && errno == EBADF);
	puts("ok trace");
	return 0;
}
