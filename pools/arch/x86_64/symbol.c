/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

bool uc_symbol(uintptr_t addr, char *buf, size_t n, uintptr_t *offset)
{
	(void)addr, (void)buf, (void)n, (void)offset;
	return false;
}
