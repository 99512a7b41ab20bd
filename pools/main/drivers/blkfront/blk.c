/* SPDX-License-Identifier: BSD-3-Clause */
/* Agreeing with the back end (Xen, public/io/blkif.h). */
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include "internal.h"

#define MAJOR    202 /* what Linux has for these disks */
#define DISKS    32
#define EXTENDED (1 << 28)
#define READY    (1 << XenbusStateInitWait | 1 << XenbusStateInitialised)

/* Letters as of a spreadsheet's columns. */
static void letters(char *to, size_t n, unsigned disk)
{
	char text[8];
	unsigned at = sizeof text - 1;

	text[at] = '\0';
	for (disk++; disk; disk = (disk - 1) / 26)
		text[--at] = 'a' + (disk - 1) % 26;
	uc_snprintf(to, n, "xvd%s", text + at);
}

/* The number says which disk and partition (Xen, docs/man/xen-vbd-interface). */
static bool name(struct blk *b)
{
	unsigned id = b->bus.id, parts = id & EXTENDED ? 256 : 16;
	unsigned minor = id & (id & EXTENDED ? EXTENDED - 1 : 0xff);
	size_t n;

	if (!(id & EXTENDED) && id >> 8 != MAJOR)
		return false;
	letters(b->disk.name, sizeof b->disk.name, minor / parts);
	n = strlen(b->disk.name);
	if (minor % parts)
		uc_snprintf(b->disk.name + n, sizeof b->disk.name - n, "%u", minor % parts);
	b->disk.rdev = makedev(MAJOR, minor);
	return true;
}

static int connect(struct blk *b)
{
	struct uc_xenbus *x = &b->bus;
	int e = uc_xenbus_await(x, READY);

	if (e)
		return e;
	e = uc_xen_ring_new(&b->ring, x->domain, 0, sizeof(union blkif_sring_entry));
	if (e)
		return e;
	uc_assert(b->ring.mask + 1 == RING);
	b->port = uc_evtchn_alloc(x->domain);
	if (b->port < 0)
		return b->port;
	e = uc_evtchn_bind(b->port, uc_blkfront_interrupt, b);
	if (e)
		return e;
	b->persistent = uc_xenbus_number(x, "feature-persistent", 1, 0);

	struct uc_xenbus_value v[] = {
		{.node = "ring-ref", .number = b->ring.refs[0]},
		{.node = "event-channel", .number = b->port},
		{.node = "protocol", .text = "x86_64-abi"},
		{.node = "feature-persistent", .number = b->persistent},
	};

	e = uc_xenbus_publish(x, v, UC_ARRAY_SIZE(v));
	if (!e)
		e = uc_xenbus_say(x, XenbusStateInitialised);
	return e ? e : uc_xenbus_await(x, 1 << XenbusStateConnected);
}

static int describe(struct blk *b)
{
	struct uc_xenbus *x = &b->bus;
	struct uc_block *d = &b->disk;
	uint64_t sectors = uc_xenbus_number(x, "sectors", INT64_MAX / UC_BLOCK_SECTOR, 0);
	uint64_t info = uc_xenbus_number(x, "info", UINT32_MAX, 0);

	d->block = uc_xenbus_number(x, "sector-size", UC_PAGE_SIZE, UC_BLOCK_SECTOR);
	x->node = sectors ? "sector-size" : "sectors";
	if (!sectors || !uc_block_valid(d->block, sectors))
		return -EINVAL;
	d->size = UC_ALIGN_DOWN(sectors * UC_BLOCK_SECTOR, (uint64_t)d->block);
	d->readonly = info & VDISK_READONLY;
	d->pages = UC_MIN(UC_MAX(uc_xenbus_number(x, "feature-max-indirect-segments", UINT32_MAX, 0),
				 (uint64_t)DIRECT), (uint64_t)UC_BLOCK_PAGES);
	b->ops = (struct uc_block_ops){.move = uc_blkfront_move, .forget = uc_blkfront_forget};
	if (uc_xenbus_number(x, "feature-flush-cache", 1, 0))
		b->flush = BLKIF_OP_FLUSH_DISKCACHE;
	else if (uc_xenbus_number(x, "feature-barrier", 1, 0))
		b->flush = BLKIF_OP_WRITE_BARRIER;
	if (b->flush)
		b->ops.flush = uc_blkfront_flush;
	if (uc_xenbus_number(x, "feature-discard", 1, 0))
		b->ops.discard = uc_blkfront_discard;
	d->ops = &b->ops;
	return 0;
}

static void left(struct uc_xenbus *x)
{
	struct blk *b = x->driver;

	b->away = true;
	b->life++;
	uc_xen_ring_lost(&b->ring);
	for (unsigned i = 0; i < RING; i++)
		b->more[i].ref = UC_GRANT_NONE;
	uc_blkfront_lost(b);
}

static void again(struct uc_xenbus *x)
{
	struct blk *b = x->driver;
	unsigned long f;
	int e = b->gone ? -EIO : connect(b);

	if (!e)
		e = uc_xenbus_say(x, XenbusStateConnected);
	f = uc_irq_save();
	b->away = false;
	if (e)
		uc_blkfront_gone(b, "cannot be found again");
	uc_wake(&b->room, -1, 0);
	uc_irq_restore(f);
}

/* In xenstore's thread. */
static void changed(struct uc_xenbus *x)
{
	struct blk *b = x->driver;
	/* not x->state, which may be older than disk.ops */
	unsigned state = uc_xenbus_state(x);
	unsigned long f = uc_irq_save();

	if (b->disk.ops && !b->away && state != XenbusStateConnected)
		uc_blkfront_gone(b, "went away");
	uc_irq_restore(f);
	if (b->gone && state >= XenbusStateClosing)
		uc_xenbus_say(x, XenbusStateClosed);
}

static int start(struct blk *b, unsigned index)
{
	int e;

	uc_waitq_init(&b->room);
	for (unsigned i = 0; i < RING; i++)
		b->free[b->free_count++] = i;
	b->bus.driver = b;
	b->bus.changed = changed;
	b->bus.left = left;
	b->bus.again = again;
	e = uc_xenbus_find(&b->bus, "vbd", index);
	if (e)
		return e;
	if (!name(b)) {
		b->bus.node = "its number";
		e = -EINVAL;
	}
	if (!e)
		e = connect(b);
	if (!e)
		e = describe(b);
	if (!e)
		e = uc_xenbus_say(&b->bus, XenbusStateConnected);
	if (e) {
		b->disk.ops = NULL;
		uc_xenbus_refuse(&b->bus, e);
	}
	return e;
}

static void probe(void)
{
	for (unsigned i = 0; i < DISKS; i++) {
		struct blk *b = uc_zalloc(sizeof *b);
		int e = b ? start(b, i) : -ENODEV;

		if (!e)
			uc_block_add(&b->disk);
		if (e == -ENODEV) {
			uc_free(b);
			break; /* one that failed keeps its watch */
		}
	}
}

const struct uc_probe uc_blkfront = {"blkfront", probe};
