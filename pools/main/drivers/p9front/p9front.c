/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen, docs/misc/9pfs. A channel stays connected when its folder is unmounted, as few
 * back ends can be connected to twice; the next mount takes it over. QEMU's has one call
 * of a ring under way: so each that shall not wait for another has its own ring.
 */
#include <uc/heap.h>
#include "internal.h"

#define DEVICES 16
#define READY   (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)

static struct uc_list channels = UC_LIST_INIT(channels);
static struct uc_mutex opening = {.q = UC_WAITQ_INIT(opening.q)};

void uc_p9front_fail(struct channel *c, const char *why)
{
	if (!c->gone)
		uc_printk("p9front %s: the back end %s; it is not used any more\n", c->bus.path, why);
	c->gone = true;
	for (unsigned i = 0; i < c->c.lanes; i++)
		uc_wake(&c->ring[i].q, -1, 0);
}

static void changed(struct uc_xenbus *b)
{
	struct channel *c = b->driver;
	unsigned state = uc_xenbus_state(b);

	/* on the way up it passes through others; after that none will do */
	if (c->up ? state == XenbusStateConnected : !c->told || state < XenbusStateClosing)
		return;
	uc_p9front_fail(c, "went away");
	uc_xenbus_say(b, XenbusStateClosed);
}

/* As many as there may be, if they are little of the memory. */
static unsigned rings(struct channel *c)
{
	uint64_t most = uc_xenbus_number(&c->bus, "max-rings", UINT32_MAX, 1);
	struct uc_page_stats st;

	uc_page_stats(&st);
	most = UC_MIN(most, st.total / (64 * PAGES));
	return UC_MAX(UC_MIN(most, (uint64_t)RINGS), 1UL);
}

/* One is needed; for others there may be no room. */
static int share(struct channel *c)
{
	int e = 0;

	c->c.lanes = rings(c);
	for (unsigned i = 0; i < c->c.lanes && !e; i++) {
		e = uc_p9front_share(&c->ring[i]);
		if (e && i) {
			uc_p9front_unshare(&c->ring[i]);
			c->c.lanes = i;
			e = 0;
		}
	}
	return e;
}

static int publish(struct channel *c)
{
	struct uc_xenbus_value v[2 + 2 * RINGS] = {
		{.node = "version", .number = 1},
		{.node = "num-rings", .number = c->c.lanes},
	};
	char node[2 * RINGS][20];
	unsigned n = 0;

	for (unsigned i = 0; i < c->c.lanes; i++, n += 2) {
		uc_snprintf(node[n], sizeof node[n], "ring-ref%u", i);
		v[2 + n] = (struct uc_xenbus_value){.node = node[n], .number = c->ring[i].ref};
		uc_snprintf(node[n + 1], sizeof node[n + 1], "event-channel-%u", i);
		v[3 + n] = (struct uc_xenbus_value){.node = node[n + 1], .number = c->ring[i].port};
	}
	return uc_xenbus_publish(&c->bus, v, 2 + n);
}

static int connect(struct channel *c)
{
	int e = uc_xenbus_await(&c->bus, READY);

	if (!e && uc_xenbus_number(&c->bus, "max-ring-page-order", UINT32_MAX, 0) < ORDER)
		e = -ENOTSUP;
	if (!e)
		e = share(c);
	if (e)
		return e;
	c->told = true;
	e = publish(c);
	if (!e)
		e = uc_xenbus_say(&c->bus, XenbusStateInitialised);
	if (!e)
		e = uc_xenbus_await(&c->bus, 1 << XenbusStateConnected);
	if (!e)
		e = uc_xenbus_say(&c->bus, XenbusStateConnected);
	c->up = !e;
	return e;
}

/* The last thing is that it does not stand in the way of a move: after that there is
 * nothing that could be lost by one. */
static void release(struct channel *c)
{
	c->gone = true;
	c->bus.changed = NULL;
	c->bus.left = NULL;
	if (c->told)
		uc_xenbus_leave(&c->bus);
	for (unsigned i = 0; i < RINGS; i++)
		uc_p9front_unshare(&c->ring[i]);
	uc_xenbus_forget(&c->bus);
	uc_list_remove(&c->all);
	uc_free(c);
}

/* Not mounted: nothing of it is in the new domain, and the next mount begins anew. */
static void left(struct uc_xenbus *b)
{
	struct channel *c = b->driver;

	c->gone = true;
	c->up = c->told = false;
	for (unsigned i = 0; i < RINGS; i++)
		uc_p9front_lost(&c->ring[i]);
}

static void again(struct uc_xenbus *b)
{
	struct channel *c = b->driver;

	if (c->told)
		return; /* it began here */
	for (unsigned i = 0; i < RINGS; i++)
		uc_p9front_unshare(&c->ring[i]);
}

static void shut(struct uc_p9_channel *channel)
{
	struct channel *c = uc_p9front_of(channel);

	uc_mutex_lock(&opening);
	c->open = false;
	c->bus.again = again;
	c->bus.left = left;
	if (c->gone)
		release(c);
	uc_mutex_unlock(&opening);
}

static bool is(struct channel *c, const char *tag)
{
	char path[UC_XENSTORE_PATH], *text;
	bool same;

	uc_xenstore_join(path, c->bus.path, "tag");
	if (uc_xenstore_read(UC_XENSTORE_NO_TX, path, &text))
		return false;
	same = !strcmp(text, tag);
	uc_free(text);
	return same;
}

static int start(const char *tag, unsigned index, struct channel **out)
{
	struct channel *c = uc_zalloc(sizeof *c);
	int e;

	if (!c)
		return -ENOMEM;
	for (unsigned i = 0; i < RINGS; i++) {
		c->ring[i].channel = c;
		uc_waitq_init(&c->ring[i].q);
	}
	uc_list_init(&c->all);
	c->c = (struct uc_p9_channel){.max = SIZE, .call = uc_p9front_call, .close = shut};
	c->bus.driver = c;
	c->bus.changed = changed;
	e = uc_xenbus_find(&c->bus, "9pfs", index);
	if (e) {
		uc_free(c);
		return e;
	}
	if (is(c, tag)) {
		e = connect(c);
		if (e)
			uc_xenbus_refuse(&c->bus, e);
	} else {
		e = -ENOENT; /* another one */
	}
	if (e) {
		release(c);
		return e;
	}
	uc_list_append(&channels, &c->all);
	*out = c;
	return 0;
}

/* One that is connected; it may be lost while its tag is read. */
static int take_over(const char *tag, struct channel **out)
{
	uc_list_each_safe(at, &channels) {
		struct channel *c = UC_CONTAINER(at, struct channel, all);

		if (!is(c, tag))
			continue;
		if (c->open)
			return -EBUSY;
		c->bus.left = NULL;
		if (!c->gone) {
			*out = c;
			return 0;
		}
		release(c);
	}
	return -ENOENT;
}

static int open(const char *tag, struct uc_p9_channel **out)
{
	struct channel *c;
	int e;

	uc_mutex_lock(&opening);
	e = take_over(tag, &c);
	for (unsigned i = 0; i < DEVICES && e == -ENOENT; i++)
		e = start(tag, i, &c);
	if (!e) {
		c->open = true;
		*out = &c->c;
	}
	uc_mutex_unlock(&opening);
	return e == -ENOENT ? -ENODEV : e;
}

const struct uc_p9_transport uc_p9front = {"p9front", open};
