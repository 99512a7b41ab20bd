/* SPDX-License-Identifier: BSD-3-Clause */
/* console: hello by hand */
/* console: ok raw */
/* console: ok syscall */
/* host: 0 */
/* The instruction itself, in a function with a red zone, and syscall(2). */
#include "booted.h"
#include <errno.h>
#include <sys/syscall.h>
#include <unistd.h>

static long raw(long n, long a, long b, long c)
{
	long r;

	__asm__ volatile("syscall" : "=a"(r) : "a"(n), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
	return r;
}

/* A leaf: the compiler keeps locals below the stack pointer. */
static __attribute__((noinline)) long red_zone(long x)
{
	volatile long v[8];
	double d = x * 0.5;
	long r;

	for (int i = 0; i < 8; i++)
		v[i] = x + i;
	__asm__ volatile("syscall" : "=a"(r) : "a"(SYS_getpid) : "rcx", "r11", "memory");
	for (int i = 0; i < 8; i++)
		r += v[i] - x - i;
	return r + (long)(d * 2) - x;
}

int main(void)
{
	static const char text[] = "hello by hand\n";

	booted();
	fflush(stdout);
	CHECK(raw(SYS_write, 1, (long)text, sizeof text - 1) == sizeof text - 1);
	CHECK(red_zone(12345) == getpid());
	CHECK(raw(SYS_write, 99, (long)text, 1) == -EBADF);
	CHECK(raw(100000, 0, 0, 0) == -ENOSYS);
	/* the number is 32 bits wide, whatever is above them */
	CHECK(raw(0x5555555500000000 | SYS_getpid, 0, 0, 0) == getpid());
	CHECK(raw(-1UL << 32 | SYS_write, 99, (long)text, 1) == -EBADF);
	CHECK(raw(-1, 0, 0, 0) == -ENOSYS);
	puts("ok raw");
	CHECK(syscall(SYS_getpid) == getpid());
	CHECK(syscall(SYS_write, 99, text, 1) == -1 && errno == EBADF);
	errno = 0;
	CHECK(syscall(100000) == -1 && errno == ENOSYS);
	puts("ok syscall");
	return 0;
}
