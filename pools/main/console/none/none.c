/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>

void uc_plat_putc(const char *s, size_t n)
{
	(void)s;
	(void)n;
}

int uc_plat_getc(void)
{
	return -1;
}

void uc_plat_console_listen(uc_irq_fn fn, void *arg)
{
	(void)fn;
	(void)arg;
}
