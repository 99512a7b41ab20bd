/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

#define FRAME_SIZE 256 /* of struct uc_uframe, as gate.S rounds it up */

/* What uc_arch_switch pops. */
struct saved {
	uint64_t r15, r14, r13, r12, rbx, rbp, rip;
};

void uc_start_kernel(void);
void uc_start_user(void);

void uc_arch_context_kernel(struct uc_context *ctx, void *kstack_top,
			    void (*fn)(void *), void *arg)
{
	uintptr_t top = UC_ALIGN_DOWN((uintptr_t)kstack_top, 16);
	struct saved *s = (struct saved *)(top - sizeof *s - 8);

	s = (struct saved *)UC_ALIGN_DOWN((uintptr_t)s, 16);
	/* after the final pop the stack is 16-aligned, as before a call */
	s = (struct saved *)((uintptr_t)s + 8);
	*s = (struct saved){.rip = (uintptr_t)uc_start_kernel,
			    .rbx = (uintptr_t)fn, .r12 = (uintptr_t)arg};
	ctx->ksp = (uintptr_t)s;
}

struct uc_uframe *uc_arch_context_user(struct uc_context *ctx, void *kstack_top,
				       const struct uc_uframe *frame)
{
	struct uc_uframe *f = (void *)((char *)kstack_top - FRAME_SIZE);
	struct saved *s = (struct saved *)((char *)f - sizeof *s);

	*f = *frame;
	f->regs.cs = UC_CPU_CS;
	f->regs.ss = UC_CPU_SS;
	if (f->kind == UC_UFRAME_CALL)
		f->regs.rflags = 0x202;
	*s = (struct saved){.rip = (uintptr_t)uc_start_user, .rbx = (uintptr_t)f};
	ctx->ksp = (uintptr_t)s;
	return f;
}
