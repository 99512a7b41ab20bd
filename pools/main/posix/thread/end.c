/* SPDX-License-Identifier: BSD-3-Clause */
/* What the end of a thread owes to others. Linked with clone. */
#include <linux/futex.h>
#include <uc/futex.h>
#include <uc/signal.h>

extern __typeof__(uc_signal_thread_gone) uc_signal_thread_gone UC_WEAK;

/* The list is the application's: it may be long, or a circle. */
#define ROBUST_MAX 2048

static void release(struct uc_thread *t, uintptr_t entry, long offset)
{
	uint32_t *word = (uint32_t *)(entry + offset);
	uint32_t old, seen;

	if ((uintptr_t)word % 4 || uc_user_load32(word, &old))
		return;
	for (;; old = seen) {
		if ((old & FUTEX_TID_MASK) != (uint32_t)t->tid)
			return;
		if (uc_user_cas32(word, old, (old & FUTEX_WAITERS) | FUTEX_OWNER_DIED,
				  &seen))
			return;
		if (seen == old)
			break;
	}
	if (old & FUTEX_WAITERS)
		uc_futex_wake(word, 1, UC_FUTEX_ANY);
}

static void release_all(struct uc_thread *t)
{
	struct robust_list_head head;
	uintptr_t entry, pending;

	if (uc_copy_in(&head, t->robust_list, sizeof head))
		return;
	/* bit 0 marks priority inheritance, which nothing here has */
	entry = (uintptr_t)head.list.next & ~1UL;
	pending = (uintptr_t)head.list_op_pending & ~1UL;
	for (int i = 0; i < ROBUST_MAX && entry != (uintptr_t)t->robust_list; i++) {
		uintptr_t next;

		if (uc_copy_in(&next, (void *)entry, sizeof next))
			break;
		if (entry != pending)
			release(t, entry, head.futex_offset);
		entry = next & ~1UL;
	}
	if (pending)
		release(t, pending, head.futex_offset);
}

void uc_thread_exit_hook(struct uc_thread *t)
{
	static const int zero;

	if (t->kernel)
		return;
	if (t->robust_list)
		release_all(t);
	if (t->clear_tid && !uc_copy_out(t->clear_tid, &zero, sizeof zero))
		uc_futex_wake((uint32_t *)t->clear_tid, 1, UC_FUTEX_ANY);
	if (uc_signal_thread_gone)
		uc_signal_thread_gone(t);
}
