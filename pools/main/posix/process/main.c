/* SPDX-License-Identifier: BSD-3-Clause */
/* From the platform's hands to the application's entry. */
#include <uc/sched.h>
#include <uc/stack_guard.h>
#include "start.h"

extern const uc_init_fn __uc_init_start[], __uc_init_end[];
void uc_frame_return(struct uc_uframe *frame) UC_NORETURN;
void uc_app_entry(void);

/* The boot stack is empty from here on and becomes the thread's kernel stack. */
static UC_NORETURN void enter(uintptr_t sp)
{
	struct uc_uframe frame = {
		.regs = {.rip = (uintptr_t)uc_app_entry, .rsp = sp,
			 .cs = UC_CPU_CS, .ss = UC_CPU_SS, .rflags = 0x202},
		.kind = UC_UFRAME_FULL,
		.nr = -1,
	};

	uc_irq_disable();
	uc_sched_app((void *)(uc_current->kstack_top - UC_KSTACK_SIZE));
	uc_frame_return(&frame);
}

/* Called by the platform with uc_boot filled, traps working, and the booting
 * thread's kstack_top at the end of a boot stack of UC_KSTACK_SIZE bytes. */
UC_NORETURN void uc_main(void)
{
	struct uc_thread *t = uc_current;

	uc_stack_guard_init();
	t->kernel = true; /* until it enters the application */
	t->tid = 1;
	uc_list_init(&t->run);
	uc_list_init(&t->sig_queue);
	uc_list_append(&uc_threads, &t->all);
	for (const uc_init_fn *f = __uc_init_start; f < __uc_init_end; f++)
		(*f)();
	uc_strlcpy(t->name, uc_app_name(), sizeof t->name);
	enter(uc_start_stack());
}
