/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/plat.h>

#define COM1 0x3f8
#define COM1_IRQ 4
#define LSR_READY 1
#define ABSENT    0xff /* what nothing answers */

int uc_plat_getc(void)
{
	uint8_t status = uc_inb(COM1 + 5);

	return status != ABSENT && status & LSR_READY ? uc_inb(COM1) : -1;
}

void uc_plat_console_listen(uc_irq_fn fn, void *arg)
{
	int v = uc_vector_alloc(fn, arg);

	if (v < 0 || uc_plat_irq_route(COM1_IRQ, v, 0))
		return;
	uc_outb(COM1 + 4, 0x0b); /* DTR, RTS, OUT2: interrupts reach the line */
	uc_outb(COM1 + 1, 1);    /* received data available */
}
