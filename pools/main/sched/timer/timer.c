/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A pairing heap of timers. Each node's children form a list through sibling;
 * prev is the left sibling or, of the first child, the parent.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/timer.h>

static struct uc_timer *root;
static uint64_t event = UINT64_MAX; /* what the platform is armed for */
static bool running;

static struct uc_timer *meld(struct uc_timer *a, struct uc_timer *b)
{
	if (!a || !b)
		return a ? a : b;
	if (b->when < a->when) {
		struct uc_timer *t = a;

		a = b;
		b = t;
	}
	b->prev = a;
	b->sibling = a->child;
	if (a->child)
		a->child->prev = b;
	a->child = b;
	return a;
}

/* Melds a list of siblings: in pairs left to right, then right to left. */
static struct uc_timer *meld_list(struct uc_timer *first)
{
	struct uc_timer *pairs = NULL, *all = NULL;

	while (first) {
		struct uc_timer *a = first, *b = a->sibling;

		first = b ? b->sibling : NULL;
		a->sibling = NULL;
		if (b)
			b->sibling = NULL;
		a = meld(a, b);
		a->sibling = pairs;
		pairs = a;
	}
	while (pairs) {
		struct uc_timer *a = pairs;

		pairs = a->sibling;
		a->sibling = NULL;
		all = meld(all, a);
	}
	if (all)
		all->prev = NULL;
	return all;
}

static void take(struct uc_timer *t)
{
	struct uc_timer *below = meld_list(t->child);

	if (t == root) {
		root = below;
	} else {
		if (t->prev->child == t)
			t->prev->child = t->sibling;
		else
			t->prev->sibling = t->sibling;
		if (t->sibling)
			t->sibling->prev = t->prev;
		root = meld(root, below);
	}
	t->child = t->sibling = t->prev = NULL;
	t->armed = false;
}

/* Only ever makes the event earlier: one that comes in vain is cheaper than
 * programming the hardware for each timeout that never happens. */
static void arm(void)
{
	if (!running && root && root->when < event) {
		event = root->when;
		uc_plat_timer_set(event);
	}
}

/* What comes due meanwhile waits for the next event: this ends whatever the
 * functions arm. */
static void expire(void)
{
	uint64_t now = uc_plat_monotonic();

	event = UINT64_MAX;
	running = true;
	while (root && root->when <= now) {
		struct uc_timer *t = root;

		take(t);
		t->fn(t);
	}
	running = false;
	arm();
}

void uc_timer_set(struct uc_timer *t, uint64_t when)
{
	unsigned long f = uc_irq_save();
	static bool started;

	if (!started) {
		started = true;
		uc_plat_timer_init(expire);
	}
	if (t->armed)
		take(t);
	t->when = when;
	t->armed = true;
	t->child = t->sibling = t->prev = NULL;
	root = meld(root, t);
	arm();
	uc_irq_restore(f);
}

void uc_timer_cancel(struct uc_timer *t)
{
	unsigned long f = uc_irq_save();

	if (t->armed)
		take(t);
	uc_irq_restore(f);
}
