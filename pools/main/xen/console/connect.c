/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/suspend.h>
#include "internal.h"

volatile struct xencons_interface *uc_xen_console;
unsigned uc_xen_console_life = 1;

/* The toolstack may have given us an empty ring. */
static void moved(void)
{
	uc_xen_console_life++;
}

void uc_xen_console_connect(void)
{
	static struct uc_xen_resumer again = {.now = moved};

	if (!uc_xen_console && uc_xen_boot.console_pa) {
		uc_xen_console = uc_xen_page(uc_xen_boot.console_pa);
		uc_xen_console_early();
		uc_xen_on_resume(&again);
	}
}
UC_INIT(UC_INIT_MEM, uc_xen_console_connect);
