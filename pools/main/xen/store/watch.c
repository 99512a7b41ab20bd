/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches. Which one an event means is said by its token, our number for the
 * watch; the thread then calls what is due, however often it became so.
 */
#include <uc/heap.h>
#include "internal.h"

static struct uc_list watches = UC_LIST_INIT(watches);
static struct uc_waitq due = UC_WAITQ_INIT(due);
static struct uc_xenstore_watch *running;
static struct uc_waitq idle = UC_WAITQ_INIT(idle);

#define TOKEN 20
static void token_of(const struct uc_xenstore_watch *w, char token[TOKEN])
{
	uc_snprintf(token, TOKEN, "%lx", (unsigned long)w);
}

void uc_xenstore_call(struct uc_xenstore_watch *w)
{
	unsigned long f = uc_irq_save();

	w->due = true;
	uc_wake(&due, -1, 0);
	uc_irq_restore(f);
}

void uc_xs_watch_event(const char *payload, uint32_t len)
{
	size_t path = strnlen(payload, len);
	char token[TOKEN];

	if (path >= len)
		return; /* no token */
	uc_list_each(at, &watches) {
		struct uc_xenstore_watch *w = UC_CONTAINER(at, struct uc_xenstore_watch, node);

		token_of(w, token);
		if (!strcmp(token, payload + path + 1)) {
			w->events++;
			uc_xenstore_call(w);
			return;
		}
	}
}

static struct uc_xenstore_watch *take(void)
{
	unsigned long f = uc_irq_save();
	struct uc_xenstore_watch *found = NULL;

	uc_list_each(at, &watches) {
		struct uc_xenstore_watch *w = UC_CONTAINER(at, struct uc_xenstore_watch, node);

		if (w->due) {
			w->due = false;
			found = w;
			break;
		}
	}
	uc_irq_restore(f);
	return found;
}

static void thread(void *arg)
{
	(void)arg;
	for (;;) {
		uc_wait_until(&due, (running = take()), UINT64_MAX, false);
		running->fn(running);
		running = NULL;
		uc_wake(&idle, -1, 0);
	}
}

static int request(uint32_t type, const struct uc_xenstore_watch *w)
{
	char token[TOKEN];
	struct uc_xs_piece p[] = {{w->path, strlen(w->path) + 1}, {token, 0}};

	token_of(w, token);
	p[1].len = strlen(token) + 1;
	return uc_xs_request(type, UC_XENSTORE_NO_TX, p, 2, NULL, NULL);
}

int uc_xenstore_watch(struct uc_xenstore_watch *w)
{
	static bool started;
	unsigned long f;
	int e;

	if (!started) {
		if (!uc_thread_kernel("xenstore", thread, NULL))
			return -ENOMEM;
		started = true;
	}
	w->due = false;
	w->told = true;
	f = uc_irq_save();
	uc_list_append(&watches, &w->node);
	uc_irq_restore(f);
	e = request(XS_WATCH, w);
	if (e)
		uc_xenstore_unwatch(w);
	return e;
}

/* The list may change while a request is under way. */
void uc_xs_watch_again(void)
{
	unsigned long f = uc_irq_save();

	uc_list_each(at, &watches)
		UC_CONTAINER(at, struct uc_xenstore_watch, node)->told = false;
	for (;;) {
		struct uc_xenstore_watch *next = NULL;

		uc_list_each(at, &watches) {
			struct uc_xenstore_watch *w = UC_CONTAINER(at, struct uc_xenstore_watch, node);

			if (!w->told) {
				next = w;
				break;
			}
		}
		if (!next)
			break;
		next->told = true;
		uc_irq_restore(f);
		if (request(XS_WATCH, next))
			uc_printk("xenstore: %s is not watched any more\n", next->path);
		f = uc_irq_save();
	}
	uc_irq_restore(f);
}

void uc_xenstore_unwatch(struct uc_xenstore_watch *w)
{
	unsigned long f = uc_irq_save();

	uc_list_remove(&w->node);
	uc_irq_restore(f);
	request(XS_UNWATCH, w);
	uc_wait_until(&idle, running != w, UINT64_MAX, false);
}
