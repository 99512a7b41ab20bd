/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include <uc/xen/suspend.h>
#include "internal.h"

#define SIZE sizeof((struct xencons_interface){0}.in)

/* The other side is told when the ring has become empty: it may have more. */
int uc_plat_getc(void)
{
	volatile struct xencons_interface *c = uc_xen_console;
	static uint32_t cons;
	static unsigned known;
	uint32_t n;
	int ch;

	if (!c)
		return -1;
	if (known != uc_xen_console_life) {
		known = uc_xen_console_life;
		cons = c->in_cons;
	}
	n = c->in_prod - cons;
	if (!n || n > SIZE)
		return -1;
	uc_barrier();
	ch = (unsigned char)c->in[cons % SIZE];
	uc_barrier();
	c->in_cons = ++cons;
	if (n == 1)
		uc_evtchn_notify(uc_xen_boot.console_port);
	return ch;
}

static uc_irq_fn listener;
static void *listener_arg;

static void listen(void)
{
	if (uc_xen_console)
		uc_evtchn_bind(uc_xen_boot.console_port, listener, listener_arg);
}

void uc_plat_console_listen(uc_irq_fn fn, void *arg)
{
	static struct uc_xen_resumer again = {.now = listen};

	listener = fn;
	listener_arg = arg;
	listen();
	uc_xen_on_resume(&again);
}
