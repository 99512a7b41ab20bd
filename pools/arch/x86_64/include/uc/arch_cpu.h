/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between arch-x86_64 and the library that provides "cpu"; not for others.
 */
#ifndef UC_ARCH_CPU_H
#define UC_ARCH_CPU_H
#include <uc/arch.h>
#include <uc/thread.h>

#define UC_VECTORS 80

/* Stacks where traps and interrupts arrive: 1: traps, 2: interrupts, 3: what
 * must not use these. */
#define UC_IST_SIZE 8192
#define UC_ISTS 3
extern char uc_ist[UC_ISTS][UC_IST_SIZE];

typedef uint64_t uc_pt[512];
extern uc_pt uc_pt_top;

/* What uc_arch_init calls, in this order; all but features are the cpu's. */
void uc_tables_init(void);
void uc_features_init(void);
void uc_paging_init(void);
void uc_gate_init(void);
/* Lets further exceptions arrive on a stack that a panic does not run on. */
void uc_tables_panic(void);
/* An interrupt came; they are off. */
void uc_irq_dispatch(unsigned vector);

/*
 * Of arch-x86_64, entered by a jump, interrupts off.
 *
 * uc_trap_common: rsp points, on a stack of uc_ist, to vector, error, rip, cs,
 * rflags, rsp and ss; all else is as it was when these were so.
 * uc_raw_syscall: as the processor enters the kernel at a `syscall`: rcx holds
 * rip, r11 rflags, and rsp is still the application's.
 */
void uc_trap_common(void);
void uc_raw_syscall(void);

/* PROT_* of the access that an error code of a page fault tells about. */
int uc_fault_access(uint64_t error);

extern bool uc_fsgsbase; /* the instructions may be used */

/* Maps the image's parts, each with its protection, at their own addresses. */
void uc_pt_map_image(void);
#endif
