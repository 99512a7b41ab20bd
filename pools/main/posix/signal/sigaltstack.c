/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

UC_SYSCALL(sigaltstack, const stack_t *in, stack_t *out)
{
	struct uc_thread *t = uc_current;
	stack_t old = t->sig_stack, s;
	uintptr_t sp = t->uframe->regs.rsp;
	bool on = !(old.ss_flags & SS_AUTODISARM) &&
		  sp - (uintptr_t)old.ss_sp - 1 < old.ss_size;

	if (!old.ss_size)
		old.ss_flags = SS_DISABLE;
	else if (on)
		old.ss_flags |= SS_ONSTACK;
	if (in) {
		if (uc_copy_in(&s, in, sizeof s))
			return -EFAULT;
		if (on)
			return -EPERM;
		if (s.ss_flags & SS_DISABLE) {
			s = (stack_t){0};
		} else {
			if (s.ss_flags & ~(SS_ONSTACK | SS_AUTODISARM))
				return -EINVAL;
			if (s.ss_size < MINSIGSTKSZ)
				return -ENOMEM;
		}
		s.ss_flags &= SS_AUTODISARM;
		t->sig_stack = s;
	}
	return out ? uc_copy_out(out, &old, sizeof old) : 0;
}
