/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/timer.h>
#include "internal.h"

#define PATIENCE 60000000000UL /* ns; a toolstack may be slow, but not dead */
#define GLANCE   2000000000UL  /* without an event */

uint32_t uc_xs_life;
struct uc_mutex uc_xs_sending = {.q = UC_WAITQ_INIT(uc_xs_sending.q)};

static int start(void)
{
	static bool started;
	unsigned long f = uc_irq_save();
	int r = uc_xs_connect() ? 0 : -ENODEV;

	if (!r && !started) {
		r = uc_evtchn_bind(uc_xen_boot.store_port, uc_xs_receive, NULL);
		started = !r;
	}
	uc_irq_restore(f);
	return r;
}

int uc_xs_reconnect(void)
{
	unsigned long f = uc_irq_save();
	int r;

	uc_xs_rings();
	uc_xs_forget();
	uc_xs_life++;
	r = uc_evtchn_bind(uc_xen_boot.store_port, uc_xs_receive, NULL);
	uc_irq_restore(f);
	return r;
}

/* All n bytes, waiting for room. */
static int put(const void *p, size_t n)
{
	const char *s = p;
	struct uc_wait w = {.thread = uc_current};
	uint64_t until = uc_monotonic() + PATIENCE;
	int r = 0;

	uc_wait_add(&uc_xs_room, &w);
	while (n && !r) {
		unsigned long f = uc_irq_save();
		size_t k = uc_xs_failed() ? 0 : uc_xs_put(s, n);

		uc_irq_restore(f);
		s += k;
		n -= k;
		if (uc_xs_failed() || uc_xs_broken())
			r = -EIO;
		else if (n) {
			uc_evtchn_notify(uc_xen_boot.store_port);
			r = uc_sleep(until, false);
		}
	}
	uc_wait_remove(&w);
	return r;
}

/* false: nobody would answer. */
static bool announce(struct uc_xs_request *r)
{
	static uint32_t ids;
	unsigned long f = uc_irq_save();
	bool failed = uc_xs_failed();

	r->id = ++ids;
	if (!failed)
		uc_list_append(&uc_xs_requests, &r->node);
	uc_irq_restore(f);
	return !failed;
}

/* Known as under way only when it is its turn: who holds the lock may wait until
 * nothing is. */
static int send(struct uc_xs_request *r, const struct uc_xs_piece *piece, unsigned n, uint32_t len)
{
	struct xsd_sockmsg m = {.type = r->type, .tx_id = r->tx, .len = len};
	int e;

	uc_mutex_lock(&uc_xs_sending);
	r->life = uc_xs_life;
	e = r->tx && r->tx >> 32 != r->life ? -EAGAIN : announce(r) ? 0 : -EIO;
	if (e) {
		uc_mutex_unlock(&uc_xs_sending);
		return e;
	}
	m.req_id = r->id;
	uc_xs_partial = true;
	e = put(&m, sizeof m);
	for (unsigned i = 0; i < n && !e; i++)
		e = put(piece[i].data, piece[i].len);
	if (e) /* what follows would be taken for the rest of this */
		uc_xs_fail("it takes no requests");
	else
		uc_xs_partial = false;
	uc_mutex_unlock(&uc_xs_sending);
	if (!e)
		uc_evtchn_notify(uc_xen_boot.store_port);
	return e ? -EIO : 0;
}

/* Nothing came for a while. Should an event have been lost, in either direction, the
 * rings know better. */
static void look(void)
{
	unsigned long f = uc_irq_save();
	bool answered = uc_xs_answered();

	if (answered)
		uc_xs_receive(NULL);
	uc_irq_restore(f);
	if (answered)
		uc_printk("xenstore: an answer came without its event\n");
	uc_evtchn_notify(uc_xen_boot.store_port);
}

static int await(struct uc_xs_request *r)
{
	uint64_t until = uc_monotonic() + PATIENCE;
	unsigned long f;
	int e;

	for (;;) {
		uint64_t soon = uc_monotonic() + GLANCE;

		e = uc_wait_until(&r->q, *(volatile bool *)&r->done, UC_MIN(soon, until), false);
		if (r->done || uc_monotonic() >= until)
			break;
		look();
	}
	f = uc_irq_save();
	uc_list_remove(&r->node); /* else done by the handler */
	uc_irq_restore(f);
	return r->done ? r->result : e;
}

int uc_xs_ask(struct uc_xs_request *r, const struct uc_xs_piece *piece, unsigned n)
{
	size_t all = 0;
	int e;

	for (unsigned i = 0; i < n; i++)
		all += piece[i].len;
	if (all > XENSTORE_PAYLOAD_MAX)
		return -E2BIG;
	if ((e = start()))
		return e;
	uc_waitq_init(&r->q);
	e = send(r, piece, n, all);
	if (!e)
		e = await(r); /* else ended by the failure, if it was under way */
	if (e) {
		uc_free(r->reply);
		r->reply = NULL;
	}
	return e;
}

int uc_xs_request(uint32_t type, uc_xenstore_tx tx, const struct uc_xs_piece *piece, unsigned n,
		  char **reply, uint32_t *len)
{
	struct uc_xs_request r = {.type = type, .tx = tx};
	int e = uc_xs_ask(&r, piece, n);

	if (e)
		return e;
	if (!reply) {
		uc_free(r.reply);
		return 0;
	}
	*reply = r.reply;
	if (len)
		*len = r.len;
	return 0;
}

int uc_xs_request_path(uint32_t type, uc_xenstore_tx tx, const char *path, char **reply, uint32_t *len)
{
	struct uc_xs_piece p = {path, strlen(path) + 1};

	return uc_xs_request(type, tx, &p, 1, reply, len);
}
