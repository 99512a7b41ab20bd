/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_POLL_H
#define UC_POLL_H
#include <sys/epoll.h>
#include <uc/file.h>

/* Called before a thread would sleep for events (or return none): looks at
 * devices that are polled. True: something came, so look again first. */
bool uc_poll_idle(void) UC_WEAK;

/* What holds of f now; w as for the operation. */
static inline unsigned uc_file_poll(struct uc_file *f, struct uc_wait *w)
{
	if (f->ops->poll)
		return f->ops->poll(f, w);
	return EPOLLIN | EPOLLOUT | EPOLLRDNORM | EPOLLWRNORM;
}
#endif
