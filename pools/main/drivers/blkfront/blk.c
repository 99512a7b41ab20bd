/* SPDX-License-Identifier: BSD-3-Clause */
/* Finding disks, and what they are called. */
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include "internal.h"

#define MAJOR    202 /* what Linux has for these disks */
#define DISKS    32
#define EXTENDED (1 << 28)

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

static int start(struct blk *b, unsigned index)
{
	int e;

	uc_waitq_init(&b->room);
	b->bus.driver = b;
	b->bus.changed = uc_blkfront_changed;
	b->bus.left = uc_blkfront_left;
	b->bus.again = uc_blkfront_again;
	e = uc_xenbus_find(&b->bus, "vbd", index);
	if (e)
		return e;
	if (!name(b)) {
		b->bus.node = "its number";
		e = -EINVAL;
	}
	if (!e)
		e = uc_blkfront_connect(b);
	if (!e)
		e = uc_blkfront_describe(b);
	if (!e)
		e = uc_xenbus_say(&b->bus, XenbusStateConnected);
	if (e) {
		uc_xenbus_refuse(&b->bus, e);
		b->disk.ops = NULL; /* nothing is to be recovered */
		if (b->ring.shared)
			uc_blkfront_let_go(b);
		uc_xenbus_forget(&b->bus);
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
		else
			uc_free(b);
		if (e == -ENODEV)
			break;
	}
}

const struct uc_probe uc_blkfront = {"blkfront", probe};
