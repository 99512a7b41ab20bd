/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A queue of channels for each priority (xen/event_channel.h): those that came
 * first are handled first, and what is urgent before. A channel is a word in an
 * array that grows by pages; Xen links the words of those that are pending. Only
 * Xen writes to them besides us.
 */
#include <uc/cmdline.h>
#include <uc/page.h>
#include "internal.h"

#define PER_PAGE (UC_PAGE_SIZE / sizeof(event_word_t))
#define PAGES    (EVTCHN_FIFO_NR_CHANNELS / PER_PAGE)
#define BIT(name) (1u << EVTCHN_FIFO_##name)

static struct evtchn_fifo_control_block control __attribute__((aligned(128))); /* in one page */
static event_word_t *array[PAGES];
static unsigned pages;
static uint32_t head[EVTCHN_FIFO_MAX_QUEUES]; /* of what is not handled yet; 0: nothing */

/* NULL: Xen does not know of the channel either. */
static event_word_t *word_of(evtchn_port_t port)
{
	return port / PER_PAGE < pages ? &array[port / PER_PAGE][port % PER_PAGE] : NULL;
}

static void mask(evtchn_port_t port)
{
	event_word_t *w = word_of(port);

	if (w)
		__atomic_fetch_or(w, BIT(MASKED), __ATOMIC_SEQ_CST);
}

/* One that is pending is linked by Xen, which has to know that it may. While BUSY
 * is set Xen changes the link. */
static bool unmask(evtchn_port_t port)
{
	event_word_t *p = word_of(port), w, now;

	if (!p)
		return true;
	w = __atomic_load_n(p, __ATOMIC_SEQ_CST);
	do {
		if (!(w & BIT(MASKED)))
			return true;
		if (w & BIT(PENDING))
			return false;
		w &= ~BIT(BUSY);
		now = w & ~BIT(MASKED);
	} while (!__atomic_compare_exchange_n(p, &w, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return true;
}

static void clear(evtchn_port_t port)
{
	event_word_t *w = word_of(port);

	if (w)
		__atomic_fetch_and(w, ~BIT(PENDING), __ATOMIC_SEQ_CST);
}

/* Takes the word out of its queue; the next one's number, 0: it was the last. */
static uint32_t unlink(event_word_t *p)
{
	event_word_t w = __atomic_load_n(p, __ATOMIC_SEQ_CST), now;

	do
		now = w & ~(BIT(LINKED) | EVTCHN_FIFO_LINK_MASK);
	while (!__atomic_compare_exchange_n(p, &w, now, false, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST));
	return w & EVTCHN_FIFO_LINK_MASK;
}

/* The first of a queue. false: it was the last one. */
static bool consume(unsigned queue)
{
	uint32_t port = head[queue] ? head[queue] : __atomic_load_n(&control.head[queue], __ATOMIC_SEQ_CST);
	event_word_t *w = word_of(port), now;

	head[queue] = w ? unlink(w) : 0;
	now = w ? __atomic_load_n(w, __ATOMIC_SEQ_CST) : 0;
	if (now & BIT(PENDING) && !(now & BIT(MASKED)))
		uc_evtchn_call(port);
	return head[queue];
}

static void dispatch(void)
{
	uint32_t ready = __atomic_exchange_n(&control.ready, 0, __ATOMIC_SEQ_CST);

	while (ready) {
		unsigned queue = __builtin_ctz(ready);

		if (queue >= EVTCHN_FIFO_MAX_QUEUES || !consume(queue))
			ready &= ~(1u << queue);
		ready |= __atomic_exchange_n(&control.ready, 0, __ATOMIC_SEQ_CST);
	}
}

static void masked(event_word_t *page)
{
	for (unsigned i = 0; i < PER_PAGE; i++)
		page[i] = BIT(MASKED);
}

static int show(event_word_t *page)
{
	struct evtchn_expand_array op = {.array_gfn = uc_xen_frame(page)};

	return uc_xen_event_op(EVTCHNOP_expand_array, &op);
}

/* Up to the channel's page. Interrupts off. */
static int reach(evtchn_port_t port)
{
	while (pages <= port / PER_PAGE) {
		event_word_t *page = uc_page_alloc(0);
		int e = -ENOMEM;

		if (page) {
			masked(page);
			e = show(page);
		}
		if (e) {
			if (page)
				uc_page_free(page, 0);
			return e;
		}
		array[pages++] = page;
	}
	return 0;
}

/* Tells Xen of the control block, and of the pages that there are. */
static bool begin(void)
{
	struct evtchn_init_control op = {
		.control_gfn = uc_xen_frame(&control), .offset = (uintptr_t)&control % UC_PAGE_SIZE,
	};

	memset(&control, 0, sizeof control);
	memset(head, 0, sizeof head);
	for (unsigned i = 0; i < pages; i++)
		masked(array[i]);
	if (uc_xen_event_op(EVTCHNOP_init_control, &op))
		return false;
	/* Xen has changed over: there is no way back */
	for (unsigned i = 0; i < pages; i++)
		if (show(array[i]))
			uc_panic("Xen does not take the array of event channels again");
	return true;
}

static void set_urgent(evtchn_port_t port)
{
	struct evtchn_set_priority op = {.port = port, .priority = EVTCHN_FIFO_PRIORITY_MAX};

	uc_xen_event_op(EVTCHNOP_set_priority, &op);
}

static const struct evtchn_abi fifo = {
	.channels = EVTCHN_FIFO_NR_CHANNELS,
	.reach = reach, .mask = mask, .unmask = unmask, .clear = clear, .dispatch = dispatch, .begin = begin,
};

void uc_evtchn_urgent(evtchn_port_t port)
{
	struct handler *h = uc_evtchn_handler(port);

	if (h)
		h->urgent = true;
	if (uc_evtchn_abi == &fifo)
		set_urgent(port);
}

/* What is pending at that moment is lost to Xen's own account: so its functions
 * are called, which do not mind if nothing has happened. */
static void change_over(void)
{
	static unsigned long masks[EVTCHN_2L_NR_CHANNELS / 64];
	const unsigned n = sizeof masks / sizeof *masks;
	struct handler *h;

	for (unsigned i = 0; i < n; i++)
		masks[i] = uc_xen_shared->evtchn_mask[i];
	if (!begin())
		return;
	uc_evtchn_abi = &fifo;
	if (reach(0))
		uc_panic("no memory for the array of event channels");
	for (evtchn_port_t port = 0; port < EVTCHN_2L_NR_CHANNELS; port++) {
		if (!(h = uc_evtchn_handler(port))) {
			port |= BLOCK - 1;
			continue;
		}
		if (!h->fn)
			continue;
		if (reach(port))
			uc_panic("no memory for the array of event channels");
		if (h->urgent)
			set_urgent(port);
		if (!(masks[port / 64] >> port % 64 & 1)) {
			uc_evtchn_unmask(port);
			h->fn(h->arg);
		}
	}
}

static void init(void)
{
	const char *word = uc_cmdline_get("xen.events");
	unsigned long f;

	if (word && !strcmp(word, "2l"))
		return;
	if (word && strcmp(word, "fifo"))
		uc_printk("xen.events=%s: fifo or 2l is expected\n", word);
	f = uc_irq_save();
	change_over();
	uc_irq_restore(f);
}
UC_INIT(UC_INIT_TIME, init);
