/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>
#include <uc/arch_cpu.h>

#define FIRST 32

static struct {
	uc_irq_fn fn;
	void *arg;
} handlers[UC_VECTORS - FIRST];
static int next = FIRST;

/* Of the platform, where its interrupt controller wants one. */
void uc_irq_eoi(void) UC_WEAK;

int uc_vector_alloc(uc_irq_fn handler, void *arg)
{
	if (next == UC_VECTOR_SPURIOUS)
		return -ENOSPC;
	handlers[next - FIRST].fn = handler;
	handlers[next - FIRST].arg = arg;
	return next++;
}

/* A spurious interrupt is not in service and wants no end of interrupt. */
void uc_irq_dispatch(unsigned vector)
{
	if (vector == UC_VECTOR_SPURIOUS)
		return;
	if (vector - FIRST < UC_ARRAY_SIZE(handlers) && handlers[vector - FIRST].fn)
		handlers[vector - FIRST].fn(handlers[vector - FIRST].arg);
	if (uc_irq_eoi)
		uc_irq_eoi();
}
