/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xen, docs/misc/9pfs: two rings of bytes, and a page with their indices, of which
 * the other side may write to any byte: ours are kept here, its are bounded, and
 * an answer's length is read once. A channel stays connected when its folder is
 * unmounted, as few back ends can be connected to twice; the next mount takes it over.
 */
#include <uc/heap.h>
#include <uc/p9.h>
#include <uc/page.h>
#include <uc/xen/bus.h>
#include <uc/xen/events.h>
#include <uc/xen/grant.h>

#define DEVICES 16
#define ORDER   5 /* pages of both rings together; each is half of it */
#define PAGES   (1u << ORDER)
#define SIZE    (PAGES / 2 * UC_PAGE_SIZE)
#define HEADER  7 /* of a message, which begins with its length */
#define READY   (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)

struct interface {
	uint32_t in_cons, in_prod;
	uint8_t pad1[56];
	uint32_t out_cons, out_prod;
	uint8_t pad2[56];
	uint32_t order;
	grant_ref_t ref[PAGES];
};

struct channel {
	struct uc_p9_channel c;
	struct uc_xenbus bus;
	volatile struct interface *page;
	char *in, *out;
	grant_ref_t ref, refs[PAGES]; /* of page, and of in and out: not those in page */
	int port;
	struct uc_xenbus_calm calm;
	uint32_t in_cons, out_prod;
	volatile bool gone;
	bool up;   /* both sides were connected */
	bool told; /* what is shared was published */
	bool open; /* mounted */
	struct uc_list all;
	struct uc_waitq q;
};

static struct uc_list channels = UC_LIST_INIT(channels);
static struct uc_mutex opening = {.q = UC_WAITQ_INIT(opening.q)};

static struct channel *of(struct uc_p9_channel *c)
{
	return UC_CONTAINER(c, struct channel, c);
}

/* Masked while nobody waits, however often it rings. */
static void interrupt(void *arg)
{
	struct channel *c = arg;

	if (uc_xenbus_storm(&c->calm, c->port, interrupt, c))
		return;
	uc_evtchn_mask(c->port);
	uc_wake(&c->q, -1, 0);
}

static void fail(struct channel *c, const char *why)
{
	if (!c->gone)
		uc_printk("p9front %s: the back end %s; it is not used any more\n", c->bus.path, why);
	c->gone = true;
	uc_wake(&c->q, -1, 0);
}

/* Bytes of ours that it has not taken, of its that are here. */
static uint32_t unread(struct channel *c, uint32_t ahead, uint32_t behind)
{
	if (ahead - behind <= SIZE)
		return ahead - behind;
	fail(c, "has impossible indices");
	return 0;
}

static bool put(struct channel *c, const void *data, size_t n)
{
	uint32_t at = c->out_prod % SIZE;
	size_t first = UC_MIN(n, (size_t)SIZE - at);

	if (SIZE - unread(c, c->out_prod, c->page->out_cons) < n)
		return false;
	memcpy(c->out + at, data, first);
	memcpy(c->out, (const char *)data + first, n - first);
	uc_barrier();
	c->page->out_prod = c->out_prod += n;
	return true;
}

static bool get(struct channel *c, void *to, size_t n)
{
	uint32_t at = c->in_cons % SIZE;
	size_t first = UC_MIN(n, (size_t)SIZE - at);

	if (unread(c, c->page->in_prod, c->in_cons) < n)
		return false;
	uc_barrier();
	memcpy(to, c->in + at, first);
	memcpy((char *)to + first, c->in, n - first);
	__atomic_thread_fence(__ATOMIC_SEQ_CST);
	c->page->in_cons = c->in_cons += n;
	return true;
}

/* The channel is unmasked before each look, so that no event is missed. */
static bool looking(struct channel *c)
{
	uc_evtchn_unmask(c->port);
	return true;
}

static ssize_t call(struct uc_p9_channel *channel, const void *request, size_t n, void *reply)
{
	struct channel *c = of(channel);
	uint32_t len = 0;

	uc_wait_until(&c->q, looking(c) && (c->gone || put(c, request, n)), UINT64_MAX, false);
	if (!c->gone)
		uc_evtchn_notify(c->port);
	uc_wait_until(&c->q, looking(c) && (c->gone || get(c, &len, sizeof len)), UINT64_MAX, false);
	if (!c->gone && (len < HEADER || len > c->c.max))
		fail(c, "sent a message of impossible length");
	if (c->gone)
		return -EIO;
	memcpy(reply, &len, sizeof len);
	uc_wait_until(&c->q, looking(c) && (c->gone || get(c, (char *)reply + sizeof len, len - sizeof len)),
		      UINT64_MAX, false);
	if (c->gone)
		return -EIO;
	return len; /* the ring is empty, so the next answer has room without a word */
}

static void changed(struct uc_xenbus *b)
{
	struct channel *c = b->driver;
	unsigned state = uc_xenbus_state(b);

	/* on the way up it passes through others; after that none will do */
	if (c->up ? state == XenbusStateConnected : c->port <= 0 || state < XenbusStateClosing)
		return;
	fail(c, "went away");
	uc_xenbus_say(b, XenbusStateClosed);
}

static int share(struct channel *c)
{
	unsigned i;

	c->page = uc_page_alloc_zero(0);
	c->in = uc_page_alloc_zero(ORDER);
	if (!c->page || !c->in)
		return -ENOMEM;
	c->out = c->in + SIZE;
	c->page->order = ORDER;
	for (i = 0; i < PAGES; i++) {
		c->page->ref[i] = c->refs[i] = uc_grant_page(c->bus.domain, c->in + i * UC_PAGE_SIZE);
		if (!c->refs[i])
			return -ENOSPC;
	}
	c->ref = uc_grant_page(c->bus.domain, (const void *)c->page);
	if (!c->ref)
		return -ENOSPC;
	c->port = uc_evtchn_alloc(c->bus.domain);
	return c->port < 0 ? c->port : uc_evtchn_bind(c->port, interrupt, c);
}

/* A page that is still in use stays as it is, for good. */
static void unshare(struct channel *c)
{
	unsigned long f = uc_irq_save();
	bool whole = true;

	uc_xenbus_calm_end(&c->calm);
	if (c->port > 0)
		uc_evtchn_close(c->port);
	uc_irq_restore(f);
	for (unsigned i = 0; i < PAGES; i++)
		if (c->refs[i])
			whole &= uc_grant_end(c->refs[i]);
	if (c->in && whole)
		uc_page_free(c->in, ORDER);
	if (c->page && (!c->ref || uc_grant_end(c->ref)))
		uc_page_free((void *)c->page, 0);
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

	struct uc_xenbus_value v[] = {
		{.node = "version", .number = 1},
		{.node = "num-rings", .number = 1},
		{.node = "ring-ref0", .number = c->ref},
		{.node = "event-channel-0", .number = c->port},
	};

	c->told = true;
	e = uc_xenbus_publish(&c->bus, v, UC_ARRAY_SIZE(v));
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
	unshare(c);
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
	c->port = 0;
	c->ref = UC_GRANT_NONE;
	memset(c->refs, 0, sizeof c->refs);
	uc_xenbus_calm_end(&c->calm);
}

static void again(struct uc_xenbus *b)
{
	(void)b;
}

static void shut(struct uc_p9_channel *channel)
{
	struct channel *c = of(channel);

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
	uc_waitq_init(&c->q);
	uc_list_init(&c->all);
	c->c = (struct uc_p9_channel){.max = SIZE, .call = call, .close = shut};
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
