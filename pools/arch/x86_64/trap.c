/* SPDX-License-Identifier: BSD-3-Clause */
#include <signal.h>
#include <sys/mman.h>
#include <uc/arch_cpu.h>
#include <uc/plat.h>
#include <uc/signal.h>
#include <uc/vm.h>

/* AMD64 Architecture Programmer's Manual, volume 2, section 8.2. */
#define V_DE 0
#define V_DB 1
#define V_NMI 2
#define V_BP 3
#define V_UD 6
#define V_DF 8
#define V_PF 14
#define V_MF 16
#define V_AC 17
#define V_MC 18
#define V_XF 19
#define PF_PRESENT 1
#define PF_WRITE 2
#define PF_FETCH 16
#define IF (1U << 9)

#if CONFIG_SCHED_CORE_LOCKUP
const struct uc_regs *uc_interrupted;
#endif
extern char uc_copy_begin[], uc_copy_end[], uc_copy_fault[];
extern __typeof__(uc_signal_fault) uc_signal_fault UC_WEAK;

static const char *const names[32] = {
	"divide error", "debug", "NMI", "breakpoint", "overflow", "bound range",
	"invalid opcode", "device not available", "double fault", NULL,
	"invalid TSS", "segment not present", "stack fault", "general protection",
	"page fault", NULL, "x87 exception", "alignment check", "machine check",
	"SIMD exception",
};

static void describe(const struct uc_regs *r, uint64_t va, int sig, int code)
{
	const char *what, *how = r->error & PF_FETCH ? "execution of" :
				 r->error & PF_WRITE ? "write to" : "read from";

	if (r->vector != V_PF) {
		what = r->vector < 32 ? names[r->vector] : NULL;
		uc_printk("fault: %s at %#lx, error %#lx\n", what ? what : "exception", r->rip,
			  r->error);
		return;
	}
	if (sig == SIGBUS)
		what = "unavailable";
	else if (!(r->error & PF_PRESENT))
		what = code == SEGV_ACCERR ? "protected" : "unmapped";
	else
		what = r->error & PF_FETCH ? "non-executable" : "read-only";
	uc_printk("fault: %s %s address %#lx at %#lx\n", how, what, va, r->rip);
}

int uc_fault_access(uint64_t error)
{
	return error & PF_FETCH ? PROT_EXEC : error & PF_WRITE ? PROT_WRITE : PROT_READ;
}

/* Whether it is about the unmapped page below the thread's kernel stack. */
static bool overflow(const struct uc_thread *t, const struct uc_regs *r, uint64_t va)
{
	uintptr_t guard = (uintptr_t)t->kstack - UC_PAGE_SIZE;

	return t->kstack && (r->rsp - guard < UC_PAGE_SIZE ||
			     (r->vector == V_PF && va - guard < UC_PAGE_SIZE));
}

/* Of nobody's doing: somebody wants to see what the machine does, or it is broken. */
static void check_machine(struct uc_regs *r)
{
	if (r->vector != V_NMI && r->vector != V_MC)
		return;
	uc_tables_panic();
	uc_printk("panic: %s\n", names[r->vector]);
	uc_dump_regs(r);
	uc_power_off(UC_OFF_PANIC, 0);
}

void uc_trap_kernel(struct uc_regs *r)
{
	struct uc_thread *t = uc_current;
	uint64_t va = uc_cpu_fault_address();
	int code = 0, sig = SIGSEGV;

	if (overflow(t, r, va)) {
		uc_tables_panic();
		uc_printk("panic: thread %d: kernel stack overflow\n", t->tid);
		uc_dump_regs(r);
		uc_power_off(UC_OFF_PANIC, 0);
	}
	if (r->vector >= 32 && !(r->rflags & IF)) {
		/* see trap_stubs.S */
		uc_tables_panic();
		uc_printk("panic: interrupt %lu with interrupts off\n", r->vector);
		uc_dump_regs(r);
		uc_power_off(UC_OFF_PANIC, 0);
	}
	check_machine(r);
	if (r->vector >= 32) {
#if CONFIG_SCHED_CORE_LOCKUP
		uc_interrupted = r;
#endif
		uc_irq_dispatch(r->vector);
		return;
	}
	if (r->vector == V_PF) {
		if (va < UC_USER_TOP && !(sig = uc_vm_fault(va, uc_fault_access(r->error), &code)))
			return;
		if (r->rip >= (uintptr_t)uc_copy_begin && r->rip < (uintptr_t)uc_copy_end) {
			r->rip = (uintptr_t)uc_copy_fault;
			return;
		}
	}
	uc_tables_panic();
	uc_printk("panic: fault in the kernel\n");
	describe(r, va, sig, code);
	uc_dump_regs(r);
	uc_power_off(UC_OFF_PANIC, 0);
}

static int signal_of(uint64_t vector, int *code)
{
	switch (vector) {
	case V_DE: *code = FPE_INTDIV; return SIGFPE;
	case V_MF:
	case V_XF: *code = FPE_FLTINV; return SIGFPE;
	case V_DB:
	case V_BP: *code = TRAP_BRKPT; return SIGTRAP;
	case V_UD: *code = ILL_ILLOPN; return SIGILL;
	case V_AC: *code = BUS_ADRALN; return SIGBUS;
	default: *code = SI_KERNEL; return SIGSEGV;
	}
}

void uc_trap_user(struct uc_uframe *f)
{
	struct uc_regs *r = &f->regs;
	uint64_t va;
	int sig, code = 0;

	if (r->vector >= 32) {
		uc_irq_dispatch(r->vector);
		return;
	}
	check_machine(r);
	va = uc_cpu_fault_address();
	if (r->vector == V_PF) {
		sig = va < UC_USER_TOP ? uc_vm_fault(va, uc_fault_access(r->error), &code) : SIGSEGV;
		if (!sig)
			return;
	} else {
		sig = signal_of(r->vector, &code);
		va = r->rip;
	}
	if (uc_signal_fault && uc_signal_fault(sig, code, va))
		return;
	describe(r, va, sig, code);
	uc_dump_regs(r);
	uc_power_off(UC_OFF_SIGNAL, sig);
}
