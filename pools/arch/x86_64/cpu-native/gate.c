/* SPDX-License-Identifier: BSD-3-Clause */
/* Opens the gate for raw `syscall` instructions. */
#include <uc/arch_cpu.h>

/* AMD64 Architecture Programmer's Manual, volume 2, section 6.1.1. */
#define MSR_EFER  0xc0000080
#define MSR_STAR  0xc0000081
#define MSR_LSTAR 0xc0000082
#define MSR_FMASK 0xc0000084
#define EFER_SCE  1

extern char uc_booted;
char uc_kernel_runs; /* of several kernels in an image, this one */

/* From here on a stub enters the kernel instead of Linux. */
void uc_gate_init(void)
{
	uc_booted = 1;
	uc_kernel_runs = 1;
	uc_wrmsr(MSR_EFER, uc_rdmsr(MSR_EFER) | EFER_SCE);
	uc_wrmsr(MSR_STAR, (uint64_t)8 << 32);
	uc_wrmsr(MSR_LSTAR, (uintptr_t)uc_raw_syscall);
	/* IF, TF, DF, AC */
	uc_wrmsr(MSR_FMASK, 0x40700);
}
