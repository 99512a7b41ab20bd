/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A system call is a symbol: a constant number becomes a direct call of
 * uc_sys_<name>; only a number that is unknown until run time takes uc_syscall.
 * uc_syscall_list.h is generated from bits/syscall.h: X(name) for each call.
 */
#define __SYSCALL_LL_E(x) (x)
#define __SYSCALL_LL_O(x) (x)

typedef long uc_fn(long, long, long, long, long, long);
long uc_syscall(long, long, long, long, long, long, long);

#define X(name) uc_fn uc_sys_##name;
#include "uc_syscall_list.h"
#undef X

/* The stub of call n; 0 unless n is a constant. */
static __inline __attribute__((always_inline)) uc_fn *uc_entry(long n)
{
	if (__builtin_constant_p(n))
		switch (n) {
#define X(name) case __NR_##name: return uc_sys_##name;
#include "uc_syscall_list.h"
#undef X
		}
	return 0;
}

#define UC_INLINE static __inline __attribute__((always_inline)) long

UC_INLINE __syscall0(long n)
{
	if (uc_entry(n)) return ((long (*)(void))uc_entry(n))();
	return uc_syscall(n, 0, 0, 0, 0, 0, 0);
}

UC_INLINE __syscall1(long n, long a)
{
	if (uc_entry(n)) return ((long (*)(long))uc_entry(n))(a);
	return uc_syscall(n, a, 0, 0, 0, 0, 0);
}

UC_INLINE __syscall2(long n, long a, long b)
{
	if (uc_entry(n)) return ((long (*)(long, long))uc_entry(n))(a, b);
	return uc_syscall(n, a, b, 0, 0, 0, 0);
}

UC_INLINE __syscall3(long n, long a, long b, long c)
{
	if (uc_entry(n)) return ((long (*)(long, long, long))uc_entry(n))(a, b, c);
	return uc_syscall(n, a, b, c, 0, 0, 0);
}

UC_INLINE __syscall4(long n, long a, long b, long c, long d)
{
	if (uc_entry(n))
		return ((long (*)(long, long, long, long))uc_entry(n))(a, b, c, d);
	return uc_syscall(n, a, b, c, d, 0, 0);
}

UC_INLINE __syscall5(long n, long a, long b, long c, long d, long e)
{
	if (uc_entry(n))
		return ((long (*)(long, long, long, long, long))uc_entry(n))(a, b, c, d, e);
	return uc_syscall(n, a, b, c, d, e, 0);
}

UC_INLINE __syscall6(long n, long a, long b, long c, long d, long e, long f)
{
	if (uc_entry(n)) return uc_entry(n)(a, b, c, d, e, f);
	return uc_syscall(n, a, b, c, d, e, f);
}

#define IPC_64 0
