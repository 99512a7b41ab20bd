/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/pvclock.h>
#include <uc/xen/xen.h>
#include <uc/xen/time.h>

_Static_assert(sizeof(struct uc_pvclock) == sizeof(struct vcpu_time_info) &&
	       offsetof(struct uc_pvclock, shift) == offsetof(struct vcpu_time_info, tsc_shift),
	       "Xen's clock is the one that KVM took over");

/* Processors of the machine may differ by a little, and Xen moves us about. */
uint64_t uc_xen_time(void)
{
	static uint64_t last;
	uint64_t now = uc_pvclock_ns((const volatile void *)&uc_xen_vcpu->time);

	if (uc_unlikely(now < last))
		return last;
	return last = now;
}

uint64_t uc_xen_time_base(void)
{
	static uint64_t base;

	if (uc_unlikely(!base))
		base = uc_xen_time();
	return base;
}

uint64_t uc_plat_monotonic(void)
{
	uint64_t base = uc_xen_time_base();

	return uc_xen_time() - base;
}
