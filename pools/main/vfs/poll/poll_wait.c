/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

/* Input of the console comes with what can wait for it. */
unsigned uc_console_poll(struct uc_file *f, struct uc_wait *w);
UC_LINK(uc_console_poll);

struct stay {
	struct uc_wait wait;
	struct uc_file *file;
};

/* What of p's holds; joins the queue if stay is not NULL. */
static bool look(struct pollfd *p, struct uc_file *f, struct uc_wait *w)
{
	p->revents = 0;
	if (p->fd < 0)
		return false;
	if (!f || f->flags & O_PATH)
		p->revents = POLLNVAL;
	else
		p->revents = uc_file_poll(f, w) & (p->events | POLLERR | POLLHUP);
	return p->revents;
}

static long scan(struct pollfd *p, struct stay *s, unsigned n, bool join)
{
	long count = 0;

	for (unsigned i = 0; i < n; i++)
		count += look(p + i, s[i].file,
			      join && !count ? &s[i].wait : NULL);
	return count;
}

static long wait(struct pollfd *p, struct stay *s, unsigned n, uint64_t deadline)
{
	long count = scan(p, s, n, deadline);

	if (!count && uc_poll_idle && uc_poll_idle())
		count = scan(p, s, n, false);
	while (!count && deadline) {
		int r = uc_sleep(deadline, true);
		count = scan(p, s, n, false);
		if (count || r == -ETIMEDOUT)
			break;
		if (r)
			return r;
	}
	return count;
}

long uc_poll_wait(struct pollfd *p, unsigned n, uint64_t deadline)
{
	struct stay room[POLL_ROOM], *s = room;

	if (n > POLL_ROOM && !(s = uc_calloc(n, sizeof *s)))
		return -ENOMEM;
	for (unsigned i = 0; i < n; i++)
		s[i] = (struct stay){.wait = {.thread = uc_current},
				     .file = uc_fd_get(p[i].fd)};
	long r = wait(p, s, n, deadline);
	for (unsigned i = 0; i < n; i++) {
		uc_wait_remove(&s[i].wait);
		if (s[i].file)
			uc_file_put(s[i].file);
	}
	if (s != room)
		uc_free(s);
	return r;
}
