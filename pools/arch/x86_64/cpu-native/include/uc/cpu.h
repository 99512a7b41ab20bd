/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The processor is ours: rings, flags, ports, model specific registers. Included
 * by uc/arch.h. For assembly: macros of the same meaning on each "cpu".
 */
#ifndef UC_CPU_H
#define UC_CPU_H

/* Selectors of the code and data segments, as frames hold them. */
#define UC_CPU_CS 8
#define UC_CPU_SS 16

#ifdef __ASSEMBLER__
	/* both may change the arithmetic flags, and nothing else */
	.macro uc_irq_off
	cli
	.endm
	.macro uc_irq_on
	sti
	.endm
	/* to the rip, cs, rflags, rsp, ss at rsp */
	.macro uc_iret
	iretq
	.endm
#else

static inline unsigned long uc_irq_save(void)
{
	unsigned long f;
	__asm__ volatile("pushfq; popq %0; cli" : "=r"(f)::"memory");
	return f;
}
static inline void uc_irq_restore(unsigned long f)
{
	if (f & 0x200)
		__asm__ volatile("sti" ::: "memory");
}
static inline void uc_irq_enable(void) { __asm__ volatile("sti" ::: "memory"); }
static inline void uc_irq_disable(void) { __asm__ volatile("cli" ::: "memory"); }

/* The address that the last page fault was about. */
static inline uint64_t uc_cpu_fault_address(void)
{
	uint64_t v;
	__asm__ volatile("mov %%cr2,%0" : "=r"(v));
	return v;
}

static inline void uc_cpuid(uint32_t leaf, uint32_t sub, uint32_t r[4]) { __asm__ volatile("cpuid" : "=a"(r[0]), "=b"(r[1]), "=c"(r[2]), "=d"(r[3]) : "a"(leaf), "c"(sub)); }

static inline void uc_pt_hold(void) {}
static inline void uc_pt_release(void) {}

/* Before memory of the direct map is used for the first time. */
static inline void uc_cpu_reach(const void *p, size_t len) { (void)p, (void)len; }

/* The vector state is in the registers. */
static inline void uc_cpu_fpu_ready(void) {}

static inline void uc_outb(uint16_t p, uint8_t v) { __asm__ volatile("outb %0,%1" ::"a"(v), "Nd"(p)); }
static inline void uc_outw(uint16_t p, uint16_t v) { __asm__ volatile("outw %0,%1" ::"a"(v), "Nd"(p)); }
static inline void uc_outl(uint16_t p, uint32_t v) { __asm__ volatile("outl %0,%1" ::"a"(v), "Nd"(p)); }
static inline uint8_t uc_inb(uint16_t p) { uint8_t v; __asm__ volatile("inb %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline uint16_t uc_inw(uint16_t p) { uint16_t v; __asm__ volatile("inw %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline uint32_t uc_inl(uint16_t p) { uint32_t v; __asm__ volatile("inl %1,%0" : "=a"(v) : "Nd"(p)); return v; }
static inline uint64_t uc_rdmsr(uint32_t m) { uint32_t lo, hi; __asm__ volatile("rdmsr" : "=a"(lo), "=d"(hi) : "c"(m)); return (uint64_t)hi << 32 | lo; }
static inline void uc_wrmsr(uint32_t m, uint64_t v) { __asm__ volatile("wrmsr" ::"c"(m), "a"((uint32_t)v), "d"((uint32_t)(v >> 32)) : "memory"); }

/* The last interrupt vector; never allocated, ignored when it comes. */
#define UC_VECTOR_SPURIOUS 79
/* Allocates one of the interrupt vectors from 32 on, -ENOSPC if none is left. */
int uc_vector_alloc(uc_irq_fn handler, void *arg);

#endif /* !__ASSEMBLER__ */
#endif
