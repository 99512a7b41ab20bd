/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A signal that comes between an application's decision to make a call and the
 * call's beginning is shown to the handler as before the call, at
 * uc_gate_restart: there libc's cancellation looks for it. Otherwise a thread
 * cancelled in these few instructions would go on to wait.
 */
#include "frame.h"

extern const char uc_gate[], uc_gate_restart[], uc_gate_pushed[], uc_gate_framed[];

/* If rip is in a stub (see UC_SYSCALL): does what is left of it. */
static bool finish_stub(struct uc_regs *r)
{
	uint8_t code[16];
	uint64_t rax = r->rax, r11 = r->r11;
	uintptr_t rip = r->rip;
	unsigned at = 0;
	int32_t imm;

	if (uc_copy_in(code, (void *)rip, sizeof code))
		return false;
	if (code[at] == 0xb8) { /* mov $nr,%eax */
		memcpy(&imm, code + 1, 4);
		rax = (uint32_t)imm;
		at += 5;
	}
	if (code[at] == 0x41 && code[at + 1] == 0xbb) { /* mov $handler,%r11d */
		memcpy(&imm, code + at + 2, 4);
		r11 = (uint32_t)imm;
		at += 6;
	}
	if (code[at] != 0xe9) /* jmp uc_gate */
		return false;
	memcpy(&imm, code + at + 1, 4);
	if (rip + at + 5 + imm != (uintptr_t)uc_gate)
		return false;
	r->rax = rax;
	r->r11 = r11;
	return true;
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
