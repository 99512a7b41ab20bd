/* SPDX-License-Identifier: BSD-3-Clause */
/* Local APIC registers: Intel SDM volume 3, chapter 10. */
#define LAPIC_BASE     0xfee00000UL
#define LAPIC_EOI      0x0b0
#define LAPIC_SPURIOUS 0x0f0
#define LAPIC_TIMER    0x320
#define LAPIC_LINT0    0x350
#define LAPIC_LINT1    0x360
#define LAPIC_INITIAL  0x380
#define LAPIC_CURRENT  0x390
#define LAPIC_DIVIDE   0x3e0
#define LAPIC_ENABLE   0x100
#define LAPIC_MASKED   0x10000

/* The register at offset; the first call maps and enables the unit. */
volatile uint32_t *uc_lapic(unsigned offset);
