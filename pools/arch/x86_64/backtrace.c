/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/thread.h>

#define MAX_FRAMES 24
#define V_PF       14
#define PF_FETCH   16

/* Of a return address the call before it is meant, which may end its function. */
static void line(uint64_t rip, bool returns)
{
	char name[96];
	uintptr_t offset;

	if (uc_symbol(rip - returns, name, sizeof name, &offset))
		uc_printk_raw("  %#lx %s+%#lx\n", rip, name, offset + returns);
	else
		uc_printk_raw("  %#lx\n", rip);
}

/* What a register points to may be anything. Of what is not the application's,
 * only this thread's stack is looked at; that of interrupts is in the image. */
static bool fetch(void *to, uint64_t from, size_t n)
{
	uintptr_t stack = (uintptr_t)uc_current->kstack;

	if (stack && from - stack <= UC_KSTACK_SIZE - n) {
		memcpy(to, (void *)from, n);
		return true;
	}
	return !uc_copy_in(to, (void *)from, n);
}

static void frames(uint64_t rbp)
{
	uint64_t pair[2];

	for (int i = 0; i < MAX_FRAMES && rbp && !(rbp & 7); i++) {
		if (!fetch(pair, rbp, sizeof pair) || !pair[1])
			return;
		line(pair[1], true);
		/* the chain climbs, but for the step from a kernel stack */
		if (pair[0] <= rbp && rbp < UC_DIRECT)
			return;
		rbp = pair[0];
	}
}

/* Whether the code at rip, which has no frame yet or never makes one, was called
 * directly from where back returns to. */
static bool frameless(uint64_t rip, uint64_t back)
{
	uintptr_t offset;
	uint8_t call[5];
	int32_t distance;
	char name[8];

	if (!uc_symbol(rip, name, sizeof name, &offset) || !fetch(call, back - 5, sizeof call))
		return false;
	memcpy(&distance, call + 1, sizeof distance);
	return call[0] == 0xe8 && back + distance == rip - offset;
}

void uc_backtrace(uint64_t rip, uint64_t rbp)
{
	uc_printk_raw("backtrace:\n");
	line(rip, false);
	frames(rbp);
}

void uc_dump_regs(const struct uc_regs *r)
{
	uint64_t cr2 = uc_cpu_fault_address(), back;

	uc_printk_raw("rip %016lx rsp %016lx rflags %08lx\n", r->rip, r->rsp, r->rflags);
	uc_printk_raw("rax %016lx rbx %016lx rcx %016lx rdx %016lx\n", r->rax, r->rbx, r->rcx, r->rdx);
	uc_printk_raw("rsi %016lx rdi %016lx rbp %016lx cr2 %016lx\n", r->rsi, r->rdi, r->rbp, cr2);
	uc_printk_raw("r8  %016lx r9  %016lx r10 %016lx r11 %016lx\n", r->r8, r->r9, r->r10, r->r11);
	uc_printk_raw("r12 %016lx r13 %016lx r14 %016lx r15 %016lx\n", r->r12, r->r13, r->r14, r->r15);
	uc_printk_raw("backtrace:\n");
	line(r->rip, false);
	/* a jump to nowhere: who jumped is known only by the return address */
	if (fetch(&back, r->rsp, sizeof back) &&
	    ((r->vector == V_PF && r->error & PF_FETCH) || frameless(r->rip, back)))
		line(back, true);
	frames(r->rbp);
}
