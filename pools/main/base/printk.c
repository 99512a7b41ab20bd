/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/plat.h>

static void print(const char *prefix, const char *fmt, va_list ap)
{
	char line[256];
	size_t n = uc_strlcpy(line, prefix, sizeof line);

	n += uc_vsnprintf(line + n, sizeof line - n, fmt, ap);
	n = UC_MIN(n, sizeof line - 1);
	if (n && line[n - 1] == '\n') {
		uc_plat_putc(line, n - 1);
		uc_plat_putc("\r\n", 2);
	} else {
		uc_plat_putc(line, n);
	}
}

void uc_printk(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("unicore: ", fmt, ap);
	va_end(ap);
}

void uc_printk_raw(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	print("", fmt, ap);
	va_end(ap);
}

UC_NORETURN void uc_panic(const char *fmt, ...)
{
	static bool again;
	va_list ap;

	uc_irq_disable();
	if (!again) {
		again = true;
		va_start(ap, fmt);
		print("unicore: panic: ", fmt, ap);
		va_end(ap);
		uc_plat_putc("\n", 1);
		uc_backtrace((uintptr_t)__builtin_return_address(0),
			     *(uintptr_t *)__builtin_frame_address(0));
	}
	uc_power_off(UC_OFF_PANIC, 0);
}
