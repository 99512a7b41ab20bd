/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The running thread. All that an image of a single thread needs: whatever
 * switches, sleeps or is preempted links sched.c.
 */
#include <uc/sched.h>

#define MXCSR_DEFAULT  0x1f80 /* Intel SDM vol. 1, 10.2.3 */
#define FPU_CW_DEFAULT 0x37f  /* the same, 8.1.5: after fninit */

struct uc_thread uc_thread_main;
struct uc_thread *uc_current = &uc_thread_main;
struct uc_thread *uc_loaded;
struct uc_list uc_threads = UC_LIST_INIT(uc_threads);
unsigned uc_app_threads;

#if CONFIG_SCHED_CORE_LOCKUP
__asm__(".reloc ., R_X86_64_NONE, uc_lockup_watch");
#endif
extern __typeof__(uc_sched_again) uc_sched_again UC_WEAK;
extern __typeof__(uc_thread_exit) uc_thread_exit UC_WEAK;

void uc_user_exit_work(struct uc_uframe *frame)
{
	struct uc_thread *t = uc_current;

	t->uframe = frame;
	while (t->work) {
		if (t->work & UC_WORK_RESCHED)
			uc_sched_again(); /* who sets it has it linked */
		if (t->work & UC_WORK_SIGNAL) {
			__atomic_and_fetch(&t->work, ~UC_WORK_SIGNAL, __ATOMIC_RELAXED);
			uc_irq_enable();
			if (uc_signal_deliver)
				uc_signal_deliver(frame);
			uc_irq_disable();
		}
		if (t->work & UC_WORK_EXIT)
			uc_thread_exit();
	}
}

void uc_thread_stack(struct uc_thread *t, void *base, size_t above, bool app)
{
	uintptr_t top = (uintptr_t)base + UC_KSTACK_SIZE - above;

	top = UC_ALIGN_DOWN(top, 64);
	if (app) {
		top -= UC_ALIGN_UP(uc_arch_fpu_size(), 64);
		t->fpu = (void *)top;
		t->mxcsr = MXCSR_DEFAULT;
		t->fpu_cw = FPU_CW_DEFAULT;
	}
	t->kstack = base;
	t->kstack_top = top;
}

void uc_sched_app(void *base)
{
	struct uc_thread *t = uc_current;

	uc_thread_stack(t, base, 0, true);
	t->kernel = false;
	uc_app_threads++;
	__asm__ volatile("fninit; ldmxcsr %0" ::"m"(t->mxcsr));
	uc_arch_set_tls(0);
	uc_loaded = t;
}
