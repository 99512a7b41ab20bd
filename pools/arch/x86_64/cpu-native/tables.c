/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Descriptor tables. AMD64 Architecture Programmer's Manual, volume 2, sections
 * 4.8 (descriptors), 8.9 (IDT) and 12.2.5 (TSS).
 */
#include <uc/arch.h>
#include <uc/arch_cpu.h>

struct tss {
	uint32_t reserved0;
	uint64_t rsp[3], reserved1, ist[7], reserved2;
	uint16_t reserved3, iomap;
} __attribute__((packed));
struct gate {
	uint16_t low, cs;
	uint8_t ist, type;
	uint16_t mid;
	uint32_t high, reserved;
};
struct pointer {
	uint16_t limit;
	uint64_t base;
} __attribute__((packed));

static struct tss tss = {.iomap = sizeof tss};
/* null, 64-bit code, data, TSS (two slots) */
static uint64_t gdt[5] = {0, 0x00af9b000000ffff, 0x00cf93000000ffff};
const struct pointer uc_gdtr = {sizeof gdt - 1, (uintptr_t)gdt};
static struct gate idt[UC_VECTORS];
/* the third is for double fault, NMI, machine check */
char uc_ist[UC_ISTS][UC_IST_SIZE] __attribute__((aligned(16)));

extern char uc_trap_stubs[];
_Static_assert(UC_VECTORS == 80, "trap_stubs.S");

void uc_tables_init(void)
{
	uint64_t base = (uintptr_t)&tss;
	struct pointer idtr = {sizeof idt - 1, (uintptr_t)idt};

	for (unsigned i = 0; i < UC_ISTS; i++)
		tss.ist[i] = (uintptr_t)(uc_ist + i + 1);
	gdt[3] = (sizeof tss - 1) | (base & 0xffffff) << 16 | 0x89UL << 40 |
		 (base >> 24 & 0xff) << 56;
	gdt[4] = base >> 32;
	for (unsigned v = 0; v < UC_VECTORS; v++) {
		uintptr_t stub = (uintptr_t)uc_trap_stubs + v * 16;

		idt[v] = (struct gate){
			.low = stub, .mid = stub >> 16, .high = stub >> 32, .cs = 8,
			.ist = v == 2 || v == 8 || v == 18 ? 3 : v < 32 ? 1 : 2,
			.type = 0x8e};
	}
	__asm__ volatile("lidt %0; ltr %w1" ::"m"(idtr), "r"(24));
}

void uc_tables_panic(void)
{
	tss.ist[0] = tss.ist[1];
}
