/* SPDX-License-Identifier: BSD-3-Clause */
/* Holds the offsets in gate.S to the headers, and opens the raw gate. */
#include <uc/arch.h>
#include <uc/thread.h>
#include "internal.h"

_Static_assert(offsetof(struct uc_thread, kstack_top) == 0, "gate.S");
_Static_assert(offsetof(struct uc_thread, uframe) == 8, "gate.S");
_Static_assert(offsetof(struct uc_thread, work) == 16, "gate.S");
_Static_assert(offsetof(struct uc_uframe, regs.rip) == 136, "gate.S");
_Static_assert(offsetof(struct uc_uframe, regs.ss) == 168, "gate.S");
_Static_assert(offsetof(struct uc_uframe, kind) == 176, "gate.S");
_Static_assert(offsetof(struct uc_uframe, nr) == 184, "gate.S");
_Static_assert(offsetof(struct uc_uframe, handler) == 192, "gate.S");
_Static_assert(offsetof(struct uc_uframe, args) == 200, "gate.S");
_Static_assert(sizeof(struct uc_uframe) <= 256, "gate.S");
_Static_assert(UC_VECTORS == 80, "trap_entry.S");
_Static_assert(UC_IST_SIZE * UC_ISTS == 24576, "trap_entry.S");
_Static_assert(UC_KSTACK_SIZE == 16384, "trap_entry.S");

/* AMD64 Architecture Programmer's Manual, volume 2, section 6.1.1. */
#define MSR_EFER  0xc0000080
#define MSR_STAR  0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define EFER_SCE  1

extern char uc_booted;
void uc_raw_syscall(void);

/* From here on a stub enters the kernel instead of Linux. */
void uc_gate_init(void)
{
	uc_booted = 1;
	uc_wrmsr(MSR_EFER, uc_rdmsr(MSR_EFER) | EFER_SCE);
	uc_wrmsr(MSR_STAR, (uint64_t)8 << 32);
	uc_wrmsr(MSR_LSTAR, (uintptr_t)uc_raw_syscall);
	/* IF, TF, DF, AC */
	uc_wrmsr(MSR_FMASK, 0x40700);
}
