/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end. The record on the debug console tells `unicore run` everything; where
 * there is none, QEMU's exit device still carries the low bits.
 */
#include <uc/arch.h>
#include <uc/plat.h>

#define DEBUG_CONSOLE 0xe9 /* reads as itself when it is there */
#define DEBUG_EXIT    0xf4
#define KBD_CONTROL   0x64 /* i8042 */
#define KBD_RESET     0xfe

UC_NORETURN void uc_power_off(int kind, int code)
{
	static const char *const kinds[] = {"exit", "signal", "panic", "reboot"};
	char record[48];

	uc_irq_disable();
	if (uc_inb(DEBUG_CONSOLE) == DEBUG_CONSOLE) {
		uc_snprintf(record, sizeof record, "unicore-exit %s %d\n", kinds[kind & 3], code);
		for (const char *p = record; *p; p++)
			uc_outb(DEBUG_CONSOLE, *p);
	}
	uc_outl(DEBUG_EXIT, code);
	uc_outw(0x604, 0x2000); /* ACPI PM1a of QEMU's q35: S5 */
	uc_outb(KBD_CONTROL, KBD_RESET);
	struct { uint16_t limit; uint64_t base; } __attribute__((packed)) none = {0, 0};
	__asm__ volatile("lidt %0; int3" ::"m"(none));
	for (;;)
		__asm__ volatile("cli; hlt");
}
