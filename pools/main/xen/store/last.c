/* SPDX-License-Identifier: BSD-3-Clause */
/* Linked into every image: it refers to wire.c and nothing else of the client. */
#include <uc/xen/hypercall.h>
#include <uc/xen/time.h>
#include <xen/sched.h>
#include "internal.h"

#define PATIENCE 1000000000UL /* ns */
#define NAP      50000UL

static void wait_for(bool (*what)(void))
{
	uint64_t until = uc_xen_time() + PATIENCE;

	while (!what() && !uc_xs_broken() && uc_xen_time() < until) {
		struct sched_poll p = {.timeout = uc_xen_time() + NAP};

		uc_xen_sched_op(SCHEDOP_poll, &p);
	}
}

/* Answers to earlier requests are not looked at; nobody will ask any more. The
 * daemon answers after it has done it. */
void uc_xenstore_write_last(const char *path, const char *value)
{
	struct xsd_sockmsg m = {.type = XS_WRITE};
	char message[128];
	size_t n = strlen(path) + 1 + strlen(value);

	if (!uc_xs_connect() || uc_xs_partial || sizeof m + n > sizeof message)
		return;
	m.len = n;
	memcpy(message, &m, sizeof m);
	memcpy(message + sizeof m, path, strlen(path) + 1);
	memcpy(message + sizeof m + strlen(path) + 1, value, strlen(value));
	wait_for(uc_xs_taken);
	while (uc_xs_get(&m, sizeof m))
		;
	if (uc_xs_put(message, sizeof m + n) < sizeof m + n)
		return;
	uc_evtchn_notify(uc_xen_boot.store_port);
	wait_for(uc_xs_answered);
}
