/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * x86_64: what the kernel libraries need from the processor. Every architecture
 * has this header with the same names; offsets used by assembly are checked
 * by static assertions in gate_check.c. What depends on who owns the processor,
 * turning interrupts off for example, is in the uc/cpu.h of the library that
 * provides "cpu".
 */
#ifndef UC_ARCH_H
#define UC_ARCH_H

#define UC_PAGE_SHIFT 12
#define UC_PAGE_SIZE  4096UL
#define UC_KSTACK_SIZE 16384UL
#define UC_IMAGE_BASE 0x200000UL
#define UC_USER_TOP   0x7ffffffff000UL     /* end of application addresses */
/* All physical memory, RW, NX; the 16 slots below belong to Xen where that is
 * the hypervisor of a paravirtualised guest. */
#define UC_DIRECT     0xffff880000000000UL
#define UC_DIRECT_SLOT 272 /* its entry in the top table */
#define UC_KSTACKS    0xffff890000000000UL /* kernel stacks of threads */

#ifndef __ASSEMBLER__

/* All registers at an interrupt or trap, in the order the entry code pushes. */
struct uc_regs {
	uint64_t r15, r14, r13, r12, rbp, rbx, r11, r10, r9, r8;
	uint64_t rax, rcx, rdx, rsi, rdi;
	uint64_t vector, error;
	uint64_t rip, cs, rflags, rsp, ss;
};

/*
 * The application's state while its thread is in the kernel. Lives at the top
 * of the thread's kernel stack; uc_current->uframe points to it.
 *
 * UC_UFRAME_CALL: entered by a call of uc_sys_*: only the callee-saved
 * registers, rsp and rip are meaningful; the vector registers are dead.
 * UC_UFRAME_FULL: entered by interrupt, trap or raw `syscall`: everything is
 * meaningful, also the vector registers.
 * For both, regs.rax holds the result on the way out, and args[]/handler
 * what was called (handler == NULL: not a system call).
 */
struct uc_uframe {
	struct uc_regs regs;
	uint64_t kind;
#define UC_UFRAME_CALL 0
#define UC_UFRAME_FULL 1
	long nr;                /* system call number, -1 if none */
	long (*handler)(long, long, long, long, long, long);
	long args[6];
};

/* What switch.S saves of a thread that is not running: just its stack. */
struct uc_context {
	uint64_t ksp;
};

static inline uint64_t uc_rdtsc(void)
{
	uint32_t lo, hi;
	__asm__ volatile("rdtsc" : "=a"(lo), "=d"(hi));
	return (uint64_t)hi << 32 | lo;
}
static inline void uc_barrier(void) { __asm__ volatile("" ::: "memory"); }

/* Thread pointer (FS base) of the running thread. */
void uc_arch_set_tls(uintptr_t fsbase);
uintptr_t uc_arch_get_tls(void);

struct uc_thread;
/* Switches kernel stacks: saves the callee-saved registers on prev's stack and
 * continues next. Interrupts must be off. Only sched/core calls this; it
 * also switches the thread pointer and, where a frame is UC_UFRAME_FULL, the
 * vector state (see uc_arch_fpu_*). */
void uc_arch_switch(struct uc_context *prev, struct uc_context *next);
/* Prepares ctx so that the first switch to it calls fn(arg) with interrupts
 * on, on the stack that ends at kstack_top. fn must not return. */
void uc_arch_context_kernel(struct uc_context *ctx, void *kstack_top,
			    void (*fn)(void *), void *arg);
/* Prepares ctx so that the first switch to it leaves to the application with
 * the registers of *frame (copied to the top of the stack). Returns the copy. */
struct uc_uframe *uc_arch_context_user(struct uc_context *ctx, void *kstack_top,
				       const struct uc_uframe *frame);

/* Vector state area: size in bytes (64-aligned), save, restore, initial state. */
size_t uc_arch_fpu_size(void);
void uc_arch_fpu_save(void *area);
void uc_arch_fpu_restore(const void *area);
void uc_arch_fpu_init(void *area);

/*
 * Copies between kernel and application memory. 0, or -EFAULT when a byte of
 * the application's range cannot be read (written). uc_copy_in_str copies up
 * to and with the NUL, and answers the length without it, -ENAMETOOLONG if
 * there is none in n bytes, or -EFAULT.
 */
int uc_copy_in(void *dst, const void *user, size_t n);
int uc_copy_out(void *user, const void *src, size_t n);
long uc_copy_in_str(char *dst, const char *user, size_t n);
/* Atomic compare-and-swap / load on an application's word, for futexes. */
int uc_user_load32(const uint32_t *user, uint32_t *value);
int uc_user_cas32(uint32_t *user, uint32_t expect, uint32_t desire,
		  uint32_t *old);

/*
 * Page tables. prot is PROT_* (PROT_WRITE implies read; W and X together are
 * refused by an assertion unless UC_PT_WX). pa and va are page aligned.
 */
#define UC_PT_UNCACHED 0x100 /* device registers */
#define UC_PT_WX       0x200 /* the application asked for both */
int uc_pt_map(uintptr_t va, uint64_t pa, int prot); /* 0 or -ENOMEM */
/* Returns the physical page that was there, or UC_PT_NONE. Flushes. */
#define UC_PT_NONE UINT64_MAX
uint64_t uc_pt_unmap(uintptr_t va);
/* Changes protection of a mapped page; PROT_NONE keeps the page present in the
 * table's software bits but makes any access trap. false if nothing is there. */
bool uc_pt_protect(uintptr_t va, int prot);
/* Physical page behind va, or UC_PT_NONE; *dirty and *prot may be NULL. */
uint64_t uc_pt_lookup(uintptr_t va, int *prot, bool *dirty);
/*
 * Around a loop of the three above over a range: void uc_pt_hold(void) lets
 * changes wait until void uc_pt_release(void), where making them together costs
 * less. In between nobody may use the addresses, nor sleep. Not to be nested.
 */
/* The next va' >= va and < end whose lowest-level table exists, else end: lets
 * a walk over a sparse range skip what was never touched. */
uintptr_t uc_pt_next(uintptr_t va, uintptr_t end);

static inline void *uc_direct(uint64_t pa) { return (void *)(UC_DIRECT + pa); }
/* Of direct-map and image addresses only: a thread's stack is neither. */
static inline uint64_t uc_phys(const void *p)
{
	uintptr_t v = (uintptr_t)p;
	return v >= UC_DIRECT ? v - UC_DIRECT : v;
}

/* An interrupt's handler runs with interrupts off, on the IST or the thread's
 * kernel stack; it may wake threads but not block. */
typedef void (*uc_irq_fn)(void *arg);

/* Prints registers and a backtrace that begins at regs. */
void uc_dump_regs(const struct uc_regs *regs);
void uc_backtrace(uint64_t rip, uint64_t rbp);
/* Nearest symbol at or below addr: its name (in buf) and offset; false if the
 * image has none. Reads the table that the bake appends (.uc.syms). */
bool uc_symbol(uintptr_t addr, char *buf, size_t n, uintptr_t *offset);

#endif /* !__ASSEMBLER__ */

/* Offset of a word behind struct uc_uframe that gate.S has room for. */
#define UC_GATE_MARK 248

/*
 * unsigned long uc_irq_save(void): interrupts off, returning what to hand to
 * void uc_irq_restore(unsigned long). void uc_irq_enable(void),
 * void uc_irq_disable(void).
 */
#include <uc/cpu.h>
#endif
