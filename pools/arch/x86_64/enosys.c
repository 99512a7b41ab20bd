/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls that nobody provides: -ENOSYS, named once on the console. */
#include <uc/syscall.h>

#define MAX_NR 512

/* Names by number, present when syscall(2) is linked. */
extern const char *const uc_syscall_names[] UC_WEAK;
extern const uint64_t uc_syscall_max;

long uc_nosys(long nr, const char *name)
{
	static uint64_t said[MAX_NR / 64];

	if (nr >= 0 && nr < MAX_NR) {
		uint64_t bit = 1UL << (nr % 64);

		if (said[nr / 64] & bit)
			return -ENOSYS;
		said[nr / 64] |= bit;
	}
	if (name)
		uc_printk("system call %s (%ld) is not implemented\n", name, nr);
	else
		uc_printk("system call %ld is not implemented\n", nr);
	return -ENOSYS;
}

long uc_enosys(long nr)
{
	const char *name = NULL;

	if (uc_syscall_names && nr >= 0 && (uint64_t)nr <= uc_syscall_max)
		name = uc_syscall_names[nr];
	return uc_nosys(nr, name);
}
