/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/pvclock.h>
#include <uc/xen/suspend.h>
#include <uc/xen/time.h>
#include <uc/xen/xen.h>

_Static_assert(sizeof(struct uc_pvclock) == sizeof(struct vcpu_time_info) &&
	       offsetof(struct uc_pvclock, shift) == offsetof(struct vcpu_time_info, tsc_shift),
	       "Xen's clock is the one that KVM took over");

static uint64_t last, base;

/* Processors of the machine may differ by a little, and Xen moves us about. An
 * interrupt may look at the clock in the middle of this. */
uint64_t uc_xen_time(void)
{
	uint64_t seen = last, now = uc_pvclock_ns((const volatile void *)&uc_xen_vcpu->time);

	while (now > seen && !__atomic_compare_exchange_n(&last, &seen, now, false, __ATOMIC_RELAXED,
							  __ATOMIC_RELAXED))
		;
	return UC_MAX(now, seen);
}

/* In a new domain monotonic time goes on from when it was last looked at. */
static void moved(void)
{
	uint64_t monotonic = last - base;

	last = 0;
	base = uc_xen_time() - monotonic;
}

uint64_t uc_xen_time_base(void)
{
	static struct uc_xen_resumer again = {.now = moved};

	if (uc_unlikely(!base)) {
		base = uc_xen_time();
		uc_xen_on_resume(&again);
	}
	return base;
}

uint64_t uc_plat_monotonic(void)
{
	uint64_t base = uc_xen_time_base();

	return uc_xen_time() - base;
}
