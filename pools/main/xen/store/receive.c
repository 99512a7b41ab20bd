/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What arrives: headers with payloads, in pieces. Runs in the event's handler,
 * so that it does not matter which thread waits for what.
 */
#include <uc/heap.h>
#include "internal.h"

struct uc_list uc_xs_requests = UC_LIST_INIT(uc_xs_requests);
struct uc_waitq uc_xs_room = UC_WAITQ_INIT(uc_xs_room);

static struct {
	struct xsd_sockmsg header;
	uint32_t have; /* bytes of header and payload that are here */
	char *payload; /* NULL: thrown away */
} in;
static bool failed;

void uc_xs_forget(void)
{
	uc_free(in.payload);
	in.payload = NULL;
	in.have = 0;
}

bool uc_xs_failed(void)
{
	return failed;
}

static void finish(struct uc_xs_request *r, int result)
{
	uc_list_remove(&r->node);
	r->result = result;
	r->done = true;
	uc_wake(&r->q, -1, 0);
}

void uc_xs_fail(const char *why)
{
	if (failed)
		return;
	failed = true;
	uc_printk("xenstore: %s; it is not used any more\n", why);
	uc_free(in.payload);
	in.payload = NULL;
	while (!uc_list_empty(&uc_xs_requests))
		finish(UC_CONTAINER(uc_xs_requests.next, struct uc_xs_request, node), -EIO);
	uc_wake(&uc_xs_room, -1, 0);
}

static struct uc_xs_request *asked(uint32_t id)
{
	uc_list_each(at, &uc_xs_requests) {
		struct uc_xs_request *r = UC_CONTAINER(at, struct uc_xs_request, node);

		if (r->id == id)
			return r;
	}
	return NULL;
}

/* One message is complete. An answer to what nobody asked (any more) is no harm. */
static void deliver(void)
{
	const struct xsd_sockmsg *h = &in.header;
	struct uc_xs_request *r;

	if (h->type == XS_WATCH_EVENT) {
		if (in.payload && uc_xs_watch_event)
			uc_xs_watch_event(in.payload, h->len);
		return;
	}
	r = asked(h->req_id);
	if (!r)
		return;
	if (!in.payload) {
		finish(r, -ENOMEM);
	} else if (h->type == XS_ERROR) {
		finish(r, uc_xs_error(in.payload));
	} else if (h->type != r->type) {
		finish(r, -EIO);
	} else {
		r->reply = in.payload;
		r->len = h->len;
		in.payload = NULL;
		finish(r, 0);
	}
}

static bool get_header(void)
{
	in.have += uc_xs_get((char *)&in.header + in.have, sizeof in.header - in.have);
	if (in.have < sizeof in.header)
		return false;
	if (in.header.len > XENSTORE_PAYLOAD_MAX) {
		uc_xs_fail("an answer is too long");
		return false;
	}
	in.payload = uc_malloc(in.header.len + 1);
	return true;
}

static bool get_payload(void)
{
	uint32_t all = sizeof in.header + in.header.len;

	while (in.have < all) {
		uint32_t at = in.have - sizeof in.header;
		char waste[64];
		size_t n = in.payload ? uc_xs_get(in.payload + at, all - in.have)
				      : uc_xs_get(waste, UC_MIN(all - in.have, sizeof waste));

		if (!n)
			return false;
		in.have += n;
	}
	if (in.payload)
		in.payload[in.header.len] = '\0';
	return true;
}

/* One message; false: not yet. */
static bool get_message(void)
{
	if (failed || (in.have < sizeof in.header && !get_header()) || !get_payload())
		return false;
	deliver();
	uc_free(in.payload);
	in.payload = NULL;
	in.have = 0;
	return true;
}

void uc_xs_receive(void *arg)
{
	bool some = false;

	(void)arg;
	while (get_message())
		some = true;
	if (uc_xs_broken())
		uc_xs_fail("its ring is damaged");
	if (some || in.have)
		uc_evtchn_notify(uc_xen_boot.store_port); /* there is room again */
	uc_wake(&uc_xs_room, -1, 0);
}
