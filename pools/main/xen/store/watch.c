/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Watches. Which one an event means is said by its token, our number for the
 * watch; the thread then calls what is due, however often it became so.
 */
#include <uc/heap.h>
#include "internal.h"

static struct uc_list watches = UC_LIST_INIT(watches);
/* Held while the daemon is told what is in the list: or it might hear of a watch whose
 * owner has put an end to it meanwhile. */
static struct uc_mutex changing = {.q = UC_WAITQ_INIT(changing.q)};
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

/* What was called goes to the end: a back end that changes its state all the time does
 * not keep others from their turn. */
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
	if (found) {
		uc_list_remove(&found->node);
		uc_list_append(&watches, &found->node);
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

static void listed(struct uc_xenstore_watch *w, bool yes)
{
	unsigned long f = uc_irq_save();

	if (yes)
		uc_list_append(&watches, &w->node);
	else
		uc_list_remove(&w->node);
	uc_irq_restore(f);
}

int uc_xenstore_watch(struct uc_xenstore_watch *w)
{
	static bool started;
	int e;

	if (!started) {
		if (!uc_thread_kernel("xenstore", thread, NULL))
			return -ENOMEM;
		started = true;
	}
	w->due = false;
	uc_mutex_lock(&changing);
	listed(w, true);
	e = request(XS_WATCH, w);
	uc_mutex_unlock(&changing);
	if (e)
		uc_xenstore_unwatch(w);
	return e;
}

/* In xenstore's thread. One that was on its way to the old daemon is there already. */
void uc_xs_watch_again(void)
{
	uc_mutex_lock(&changing);
	uc_list_each(at, &watches) {
		struct uc_xenstore_watch *w = UC_CONTAINER(at, struct uc_xenstore_watch, node);
		int e = request(XS_WATCH, w);

		if (e && e != -EEXIST)
			uc_printk("xenstore: %s is not watched any more\n", w->path);
	}
	uc_mutex_unlock(&changing);
}

void uc_xenstore_unwatch(struct uc_xenstore_watch *w)
{
	uc_mutex_lock(&changing);
	listed(w, false);
	request(XS_UNWATCH, w);
	uc_mutex_unlock(&changing);
	uc_wait_until(&idle, running != w, UINT64_MAX, false);
}
