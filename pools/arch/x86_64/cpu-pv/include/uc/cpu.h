/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor is Xen's: interrupts are events, and a byte that it shares with
 * us turns them off. Included by uc/arch.h. For assembly: macros of the same
 * meaning on each "cpu".
 */
#ifndef UC_CPU_H
#define UC_CPU_H

/* Selectors of Xen's flat segments, as frames hold them: xen/arch-x86/xen-x86_64.h. */
#define UC_CPU_CS 0xe033
#define UC_CPU_SS 0xe02b

/* struct vcpu_info, at the start of the shared page: xen/xen.h. */
#define UC_PV_PENDING 0
#define UC_PV_MASK    1
#define UC_PV_CR2     16

#ifdef __ASSEMBLER__
	/* both may change the arithmetic flags, and nothing else */
	.macro uc_irq_off
	movb $1,uc_pv_shared+UC_PV_MASK
	.endm
	.macro uc_irq_on
	movb $0,uc_pv_shared+UC_PV_MASK
	cmpb $0,uc_pv_shared+UC_PV_PENDING
	je .Luc_irq_on\@
	call uc_pv_deliver_saving
.Luc_irq_on\@:
	.endm
	/* to the rip, cs, rflags, rsp, ss at rsp */
	.macro uc_iret
	jmp uc_pv_iret
	.endm
#else

/* The page that Xen shares with the domain takes this one's place. */
extern volatile uint8_t uc_pv_shared[UC_PAGE_SIZE];
/* Handles the events that came while they were off. */
void uc_pv_deliver(void);

static inline unsigned long uc_irq_save(void)
{
	unsigned long f = uc_pv_shared[UC_PV_MASK];

	uc_pv_shared[UC_PV_MASK] = 1;
	__asm__ volatile("" ::: "memory");
	return f;
}
static inline void uc_irq_enable(void)
{
	__asm__ volatile("" ::: "memory");
	uc_pv_shared[UC_PV_MASK] = 0;
	__asm__ volatile("" ::: "memory");
	if (uc_unlikely(uc_pv_shared[UC_PV_PENDING]))
		uc_pv_deliver();
}
static inline void uc_irq_restore(unsigned long f)
{
	if (!f)
		uc_irq_enable();
}
static inline void uc_irq_disable(void)
{
	uc_pv_shared[UC_PV_MASK] = 1;
	__asm__ volatile("" ::: "memory");
}

/* The address that the last page fault was about. */
static inline uint64_t uc_cpu_fault_address(void)
{
	return *(volatile uint64_t *)(uc_pv_shared + UC_PV_CR2);
}

void uc_pt_hold(void);
void uc_pt_release(void);

/* Before memory of the direct map is used for the first time. */
void uc_pv_reach(uint64_t pa, uint64_t len);
static inline void uc_cpu_reach(const void *p, size_t len) { uc_pv_reach((uintptr_t)p - UC_DIRECT, len); }

/* What Xen wants us to see, which the bare instruction may not show. */
static inline void uc_cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4])
{
	__asm__ volatile("ud2; .ascii \"xen\"; cpuid"
			 : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(sub));
}

/* Brings the vector state back into the registers, where Xen does so only when an
 * instruction needs it: XSAVE and XRSTOR are such too, but not in QEMU's emulation,
 * up to 7.2 at least. */
static inline void uc_cpu_fpu_ready(void) { __asm__ volatile("fnop"); }
#endif /* !__ASSEMBLER__ */
#endif
