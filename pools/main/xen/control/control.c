/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Requests in the folder control/ (Xen, docs/misc/xenstore-paths). A shutdown is
 * asked of the application: it gets SIGTERM, as from any service manager, and
 * the domain ends when it does. A thread sets this up, so that nobody waits
 * for it at the beginning.
 */
#include <signal.h>
#include <uc/heap.h>
#include <uc/plat.h>
#include <uc/signal.h>
#include <uc/thread.h>
#include <uc/xen/power.h>
#include <uc/xen/store.h>
#include <uc/xen/suspend.h>
#include "internal.h"

extern __typeof__(uc_signal_send) uc_signal_send UC_WEAK;

/* The request, taken away so that it is not seen again; NULL: none. */
static char *take(const char *path)
{
	char *text;

	if (uc_xenstore_read(UC_XENSTORE_NO_TX, path, &text))
		return NULL;
	if (*text && !uc_xenstore_write(UC_XENSTORE_NO_TX, path, ""))
		return text;
	uc_free(text);
	return NULL;
}

static void terminate(void)
{
	unsigned long f = uc_irq_save();

	if (!uc_signal_send)
		uc_power_off(UC_OFF_SIGNAL, SIGTERM);
	uc_signal_send(NULL, SIGTERM, NULL);
	uc_irq_restore(f);
}

static void shutdown(struct uc_xenstore_watch *w)
{
	char *what = take(w->path);

	if (!what)
		return;
	if (!strcmp(what, "reboot")) {
		uc_xen_reboot = true;
		terminate();
	} else if (!strcmp(what, "poweroff") || !strcmp(what, "halt")) {
		terminate();
	} else if (!strcmp(what, "suspend")) {
		uc_xen_suspend();
	} else {
		uc_printk("control/shutdown: cannot do \"%s\"\n", what);
	}
	uc_free(what);
}

static void sysrq(struct uc_xenstore_watch *w)
{
	char *key = take(w->path);

	switch (key ? *key : '\0') {
	case 'b':
		uc_power_off(UC_OFF_REBOOT, 0);
	case 'o':
		uc_power_off(UC_OFF_EXIT, 0);
	case 'c':
		uc_panic("sysrq: a crash was asked for");
	case '\0':
		break;
	default:
		uc_printk("sysrq: b reboots, c crashes, o powers off\n");
	}
	uc_free(key);
}

static void start(void *arg)
{
	static struct uc_xenstore_watch on_shutdown = {.path = "control/shutdown", .fn = shutdown};
	static struct uc_xenstore_watch on_sysrq = {.path = "control/sysrq", .fn = sysrq};

	(void)arg;
	/* a toolstack that made no such nodes will not write to them either */
	uc_xenstore_write(UC_XENSTORE_NO_TX, "control/feature-poweroff", "1");
	uc_xenstore_write(UC_XENSTORE_NO_TX, "control/feature-reboot", "1");
	if (uc_xen_plat_suspend)
		uc_xenstore_write(UC_XENSTORE_NO_TX, "control/feature-suspend", "1");
	uc_xenstore_watch(&on_shutdown);
	uc_xenstore_watch(&on_sysrq);
}

static void init(void)
{
	if (!uc_thread_kernel("control", start, NULL))
		uc_panic("no memory for the control thread");
}
UC_INIT(UC_INIT_LATE, init);

/* The platform's list of what every image has names this. */
const char uc_xen_control;
