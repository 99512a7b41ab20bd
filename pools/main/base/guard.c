/* SPDX-License-Identifier: BSD-3-Clause */
/* The value between a protected function's variables and its return address. */
#include <uc/arch.h>
#include <uc/rdrand.h>
#include <uc/stack_guard.h>

#ifdef CONFIG_BASE_STACK_PROTECTOR
uintptr_t uc_stack_guard;

/* Its own frame would not survive the change. The lowest byte stays 0: it ends
 * what is copied as a string. */
__attribute__((no_stack_protector)) void uc_stack_guard_init(void)
{
	uint64_t v = uc_rdtsc() * 0x9e3779b97f4a7c15, r;

	if (uc_has_rdrand() && uc_rdrand(&r))
		v ^= r;
	uc_stack_guard = (v ^ v >> 32) << 8;
}

void uc_stack_fail(void)
{
	uc_panic("a kernel function has written over its stack frame");
}
#endif
