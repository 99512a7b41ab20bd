/* SPDX-License-Identifier: BSD-3-Clause */
/* System calls on the console. gate.S calls this in place of the handler. */
#include <uc/config.h>
#include <uc/thread.h>

#ifdef CONFIG_BASE_TRACE
long uc_trace_call(struct uc_uframe *frame)
{
	const long *a = frame->args;
	char symbol[64], *name = symbol;
	int tid = uc_current->tid;
	uintptr_t offset;
	long result;

	if (!uc_symbol((uintptr_t)frame->handler, symbol, sizeof symbol, &offset) || offset)
		uc_snprintf(symbol, sizeof symbol, "%ld", frame->nr);
	else if (!strncmp(name, "uc_do_", 6))
		name += 6;
	uc_printk("%d: %s(%#lx, %#lx, %#lx, %#lx, %#lx, %#lx)\n", tid, name, a[0], a[1], a[2], a[3], a[4], a[5]);
	result = frame->handler(a[0], a[1], a[2], a[3], a[4], a[5]);
	uc_printk("%d: %s = %ld\n", tid, name, result);
	return result;
}
#endif
