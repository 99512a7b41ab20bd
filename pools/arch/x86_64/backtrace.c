/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

#define MAX_FRAMES 24

static void line(uint64_t rip)
{
	char name[96];
	uintptr_t offset;

	if (uc_symbol(rip, name, sizeof name, &offset))
		uc_printk_raw("  %#lx %s+%#lx\n", rip, name, offset);
	else
		uc_printk_raw("  %#lx\n", rip);
}

void uc_backtrace(uint64_t rip, uint64_t rbp)
{
	uint64_t pair[2];

	uc_printk_raw("backtrace:\n");
	line(rip);
	for (int i = 0; i < MAX_FRAMES && rbp && !(rbp & 7); i++) {
		if (rbp >= UC_DIRECT)
			memcpy(pair, (void *)rbp, sizeof pair);
		else if (uc_copy_in(pair, (void *)rbp, sizeof pair))
			return;
		if (!pair[1])
			return;
		line(pair[1]);
		/* the chain climbs, but for the step from a kernel stack */
		if (pair[0] <= rbp && rbp < UC_DIRECT)
			return;
		rbp = pair[0];
	}
}

void uc_dump_regs(const struct uc_regs *r)
{
	uint64_t cr2;

	__asm__ volatile("mov %%cr2,%0" : "=r"(cr2));
	uc_printk_raw("rip %016lx rsp %016lx rflags %08lx\n", r->rip, r->rsp, r->rflags);
	uc_printk_raw("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", r->rax, r->rbx, r->rcx, r->rdx);
	uc_printk_raw("rsi %016lx rdi %016lx rbp %016lx cr2 %016lx\n", r->rsi, r->rdi, r->rbp, cr2);
	uc_printk_raw("r8  %016lx r9  %016lx r10 %016lx r11 %016lx\n", r->r8, r->r9, r->r10, r->r11);
	uc_printk_raw("r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n", r->r12, r->r13, r->r14, r->r15);
}
