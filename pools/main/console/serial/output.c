/* SPDX-License-Identifier: BSD-3-Clause */
/* 16550 UART at COM1, left as the firmware or its reset state has it (115200 8n1
 * does not matter to an emulated one). National Semiconductor PC16550D, 8. */
#include <uc/arch.h>
#include <uc/plat.h>

#define COM1 0x3f8
#define LSR  (COM1 + 5)
#define LSR_THRE 0x20

void uc_plat_putc(const char *s, size_t n)
{
	static bool started, absent;

	if (!started) {
		started = true;
		uc_outb(COM1 + 7, 0x5a); /* scratch register: is anything there? */
		absent = uc_inb(COM1 + 7) != 0x5a;
		if (!absent)
			uc_outb(COM1 + 2, 7); /* FIFOs on and empty */
	}
	if (absent)
		return;
	while (n) {
		unsigned room = 16; /* FIFO */

		while (!(uc_inb(LSR) & LSR_THRE))
			;
		for (; n && room; room--, n--)
			uc_outb(COM1, *s++);
	}
}
