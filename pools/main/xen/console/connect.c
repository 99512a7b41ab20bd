/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

volatile struct xencons_interface *uc_xen_console;

void uc_xen_console_connect(void)
{
	if (!uc_xen_console && uc_xen_boot.console_pa) {
		uc_xen_console = uc_xen_page(uc_xen_boot.console_pa);
		uc_xen_console_early();
	}
}
UC_INIT(UC_INIT_MEM, uc_xen_console_connect);
