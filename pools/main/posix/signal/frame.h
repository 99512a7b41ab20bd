/* SPDX-License-Identifier: BSD-3-Clause */
/* What a handler finds on its stack: Linux's rt_sigframe of x86_64
 * (arch/x86/include/uapi/asm/sigcontext.h, asm-generic/ucontext.h). */
#ifndef UC_SIGNAL_FRAME_H
#define UC_SIGNAL_FRAME_H
#include "state.h"

enum { G_R8, G_R9, G_R10, G_R11, G_R12, G_R13, G_R14, G_R15, G_RDI, G_RSI,
       G_RBP, G_RBX, G_RDX, G_RAX, G_RCX, G_RSP, G_RIP, G_EFL, G_CSGSFS, G_ERR,
       G_TRAPNO, G_OLDMASK, G_CR2, G_COUNT };

struct sigframe {
	uint64_t restorer; /* the handler's return address */
	uint64_t flags, link;
	stack_t stack;
	uint64_t regs[G_COUNT];
	uint64_t fpstate;  /* address of the vector state, as FXSAVE or XSAVE has it */
	uint64_t reserved[8];
	uint64_t mask;
	siginfo_t info;
};
/* Moves a frame that is about to make a call to uc_gate_restart. */
void uc_signal_before_call(struct uc_regs *r);
#define USER_CS 0x33 /* what debuggers and unwinders expect to see */
#define RED_ZONE 128
/* CF PF AF ZF SF DF OF AC: what a handler may change of rflags. */
#define FLAGS_MASK 0x40cd5UL
#endif
