/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/base.h>

UC_NORETURN void uc_lwip_failed(const char *file, unsigned line);

UC_NORETURN void uc_lwip_failed(const char *file, unsigned line)
{
	uc_panic("lwip: %s:%u: assertion failed", file, line);
}
