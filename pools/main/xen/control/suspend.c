/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * xl save, restore and migrate. Nobody else runs between the end of the last
 * request to xenstore and the first one in the new domain. Devices that cannot
 * be found again there forbid it.
 */
#include <uc/arch.h>
#include <uc/timer.h>
#include <uc/xen/store.h>
#include <uc/xen/suspend.h>
#include "internal.h"

extern __typeof__(uc_realtime_ask) uc_realtime_ask UC_WEAK;
const char *uc_xenbus_fixed(void) UC_WEAK;

static bool possible(void)
{
	const char *fixed = uc_xenbus_fixed ? uc_xenbus_fixed() : NULL;

	if (!uc_xen_plat_suspend) {
		uc_printk("control/shutdown: this platform cannot be suspended\n");
		return false;
	}
	if (fixed)
		uc_printk("control/shutdown: not suspended, since %s could not follow\n", fixed);
	return !fixed;
}

static void each(bool now)
{
	uc_list_each(at, &uc_xen_resumers) {
		struct uc_xen_resumer *r = UC_CONTAINER(at, struct uc_xen_resumer, node);
		void (*fn)(void) = now ? r->now : r->later;

		if (fn)
			fn();
	}
}

void uc_xen_suspend(void)
{
	unsigned long f;
	bool moved;

	uc_xenstore_stop();
	if (!possible()) { /* only now: a device may have come before all was quiet */
		uc_xenstore_go(false);
		return;
	}
	f = uc_irq_save();
	moved = uc_xen_plat_suspend();
	if (moved) {
		each(true);
		if (uc_realtime_ask)
			uc_realtime_ask();
	}
	uc_irq_restore(f);
	uc_xenstore_go(moved);
	if (moved)
		each(false);
}
