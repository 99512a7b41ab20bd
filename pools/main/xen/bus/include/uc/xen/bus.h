/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The front end's side of a split device. What the back end's folder says is
 * read through here; a driver bounds each number itself. Sleeps: from threads.
 */
#ifndef UC_XEN_BUS_H
#define UC_XEN_BUS_H
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/xen/store.h>
#include <uc/xen/xen.h>
#include <xen/io/xenbus.h>

#define UC_XENBUS_PATH 128
struct uc_xenbus {
	char path[UC_XENBUS_PATH];    /* "device/vif/0" */
	char backend[UC_XENBUS_PATH];
	domid_t domain;               /* of the back end */
	unsigned id;
	/* The back end's XenbusState as last seen; 0: it has none. */
	volatile unsigned state;
	unsigned seen; /* watch.events when await last found what it waited for */
	/* Called after somebody has written it, or uc_xenbus_ask, in xenstore's
	 * thread; set before find. */
	void (*changed)(struct uc_xenbus *b);
	/* After a move to another domain; NULL: the device cannot follow, and there
	 * is none. left, interrupts off: channel and grants are no more. again, in a
	 * thread: agree with the back end that is there now. One that gets its left only
	 * after find may have again called without left, as it did not move: it does nothing. */
	void (*left)(struct uc_xenbus *b);
	void (*again)(struct uc_xenbus *b);
	struct uc_list all;
	struct uc_waitq q;
	struct uc_xenstore_watch watch;
	char watched[UC_XENSTORE_PATH];
	void *driver;
	bool nonsense;    /* the state was no state the last time */
	const char *node; /* what was looked at last: uc_xenbus_refuse names it */
};

/* The path of a device in use that cannot follow; NULL: there is none. */
const char *uc_xenbus_fixed(void);
/* A device that was found is not used any more: none of its functions is called after
 * that, and it does not stand in the way of a move. Not from one of them. */
void uc_xenbus_forget(struct uc_xenbus *b);
/* Says on the console that the device cannot be used, and for which -errno. */
void uc_xenbus_refuse(const struct uc_xenbus *b, int e);
/* The index-th device of the class, in the order of their numbers, with its back
 * end under watch. 0, -ENODEV: there are no more, or -errno, and it was refused. */
int uc_xenbus_find(struct uc_xenbus *b, const char *class, unsigned index);
/* The back end's state now. */
unsigned uc_xenbus_state(struct uc_xenbus *b);
/* Has `changed` called soon. Callable from anywhere. */
static inline void uc_xenbus_ask(struct uc_xenbus *b)
{
	uc_xenstore_call(&b->watch);
}
/* Until the back end is in a state of the set (1 << XenbusState… | …). 0, or
 * -ETIMEDOUT after ten seconds. */
int uc_xenbus_await(struct uc_xenbus *b, unsigned states);
/* Lets go of the back end, and waits until it has let go of us: it maps nothing of
 * ours then, as far as it obeys. Its state may be any. */
void uc_xenbus_leave(struct uc_xenbus *b);
/* Publishes our own state. */
int uc_xenbus_say(struct uc_xenbus *b, unsigned state);

/*
 * A handler of a back end's events asks first: true, it rings so often that it is not
 * heard for the rest of a millisecond, after which the handler is called. So whatever a
 * back end does, most of the time is left to the application.
 */
struct uc_xenbus_calm {
	uint64_t since;
	unsigned count;
	evtchn_port_t port;
	uc_irq_fn fn;
	void *arg;
	struct uc_timer timer;
};
bool uc_xenbus_storm(struct uc_xenbus_calm *c, evtchn_port_t port, uc_irq_fn fn, void *arg);
/* Before the channel is closed, or when it is no more. */
void uc_xenbus_calm_end(struct uc_xenbus_calm *c);

struct uc_xenbus_value {
	const char *node;
	uint64_t number;
	const char *text; /* instead, unless NULL */
};
/* Writes values into our folder, all or none. */
int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n);
/* A number of the back end's, or what stands for one that is not there. One that
 * is no number, or above max, is named on the console and taken as not there. */
uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise);
#endif
