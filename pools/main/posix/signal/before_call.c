/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A signal that comes between an application's decision to make a call and the
 * call's beginning is shown to the handler as before the call, at
 * uc_gate_restart: there libc's cancellation looks for it. Otherwise a thread
 * cancelled in these few instructions would go on to wait.
 */
#include "frame.h"

extern const char uc_gate[], uc_gate_restart[], uc_gate_pushed[], uc_gate_framed[];

#define STEPS 12
#define ZF    0x40

/* At the code of a stub (see UC_SYSCALL), or of one that an image with several
 * kernels has before it (sysroot/join.go): does what is left. */
static bool finish_stub(struct uc_regs *r)
{
	uint64_t rax = r->rax, r11 = r->r11;
	uintptr_t rip = r->rip;
	bool zero = r->rflags & ZF;

	for (unsigned step = 0; step < STEPS; step++) {
		uint8_t code[16], byte;
		int32_t imm;

		if (uc_copy_in(code, (void *)rip, sizeof code))
			return false;
		if (code[0] == 0xb8) { /* mov $nr,%eax */
			memcpy(&imm, code + 1, 4);
			rax = (uint32_t)imm;
			rip += 5;
		} else if (code[0] == 0x41 && code[1] == 0xbb) { /* mov $handler,%r11d */
			memcpy(&imm, code + 2, 4);
			r11 = (uint32_t)imm;
			rip += 6;
		} else if (code[0] == 0x80 && code[1] == 0x3d && !code[6]) { /* cmpb $0,a(%rip) */
			memcpy(&imm, code + 2, 4);
			rip += 7;
			if (uc_copy_in(&byte, (void *)(rip + imm), 1))
				return false;
			zero = !byte;
		} else if (code[0] == 0x0f && code[1] == 0x85) { /* jne */
			memcpy(&imm, code + 2, 4);
			rip += 6 + (zero ? 0 : imm);
		} else if (code[0] == 0xe9) { /* jmp */
			memcpy(&imm, code + 1, 4);
			rip += 5 + imm;
			if (rip == (uintptr_t)uc_gate) {
				r->rax = rax;
				r->r11 = r11;
				return true;
			}
		} else {
			return false;
		}
	}
	return false;
}

void uc_signal_before_call(struct uc_regs *r)
{
	if (r->rip == (uintptr_t)uc_gate_framed) {
		/* rbp: where the application's own was pushed */
		if (uc_copy_in(&r->rbp, (void *)r->rsp, 8))
			return;
		r->rsp += 8;
	} else if (r->rip == (uintptr_t)uc_gate_pushed) {
		r->rsp += 8;
	} else if (r->rip < (uintptr_t)uc_gate || r->rip > (uintptr_t)uc_gate_framed) {
		if (!finish_stub(r))
			return;
	}
	r->rip = (uintptr_t)uc_gate_restart;
}
