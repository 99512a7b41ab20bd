/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The end. Xen itself only hears whether it was a crash; how it went is said in
 * the node data/unicore/exit of the domain, where a toolstack can watch it, and
 * in Xen's log where a domain can write that: "exit 0", "signal 11", "panic 0".
 */
#include <uc/plat.h>
#include <uc/xen/console.h>
#include <uc/xen/hypercall.h>
#include <uc/xen/log.h>
#include <uc/xen/power.h>
#include <uc/xen/store.h>
#include <xen/sched.h>

bool uc_xen_reboot;
extern __typeof__(uc_xen_console_drain) uc_xen_console_drain UC_WEAK;

UC_NORETURN void uc_power_off(int kind, int code)
{
	static const char *const kinds[] = {"exit", "signal", "panic", "reboot"};
	static const uint8_t reasons[] = {SHUTDOWN_poweroff, SHUTDOWN_poweroff, SHUTDOWN_crash,
					  SHUTDOWN_reboot};
	struct sched_shutdown op = {.reason = reasons[kind & 3]};
	static const char prefix[] = "unicore-exit ";
	char record[48], *value = record + sizeof prefix - 1;

	uc_irq_disable();
	if (uc_xen_reboot && op.reason == SHUTDOWN_poweroff)
		op.reason = SHUTDOWN_reboot;
	uc_snprintf(record, sizeof record, "%s%s %d", prefix, kinds[kind & 3], code);
	uc_xenstore_write_last("data/unicore/exit", value);
	if (uc_xen_log) {
		uc_xen_log(record, strlen(record));
		uc_xen_log("\n", 1);
	}
	if (uc_xen_console_drain)
		uc_xen_console_drain();
	for (;;)
		uc_xen_sched_op(SCHEDOP_shutdown, &op);
}
