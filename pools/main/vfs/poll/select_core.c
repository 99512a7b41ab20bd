/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/select.h>
#include <uc/heap.h>
#include "internal.h"

#define WORD (8 * sizeof(unsigned long))
/* What the three sets ask for (select(2), "Correspondence between select()
 * and poll() notifications"). */
static const short asks[3] = {
	POLLIN | POLLRDNORM | POLLRDBAND | POLLHUP | POLLERR,
	POLLOUT | POLLWRNORM | POLLWRBAND | POLLERR,
	POLLPRI,
};

static bool bit(const unsigned long *set, int fd)
{
	return set[fd / WORD] >> fd % WORD & 1;
}

/* One pollfd for each descriptor in a set; returns how many. */
static unsigned collect(unsigned long *set[3], int n, struct pollfd *p)
{
	unsigned k = 0;

	for (int fd = 0; fd < n; fd++) {
		short events = 0;
		for (int i = 0; i < 3; i++)
			if (set[i] && bit(set[i], fd))
				events |= asks[i];
		if (!events)
			continue;
		if (p)
			p[k] = (struct pollfd){.fd = fd, .events = events};
		k++;
	}
	return k;
}

static long spread(unsigned long *set[3], const struct pollfd *p, unsigned k)
{
	long count = 0;

	for (unsigned j = 0; j < k; j++)
		for (int i = 0; i < 3; i++) {
			unsigned long m = 1UL << p[j].fd % WORD;
			if (!set[i] || !bit(set[i], p[j].fd))
				continue;
			if (p[j].revents & asks[i])
				count++;
			else
				set[i][p[j].fd / WORD] &= ~m;
		}
	return count;
}

static long run(unsigned long *set[3], int n, uint64_t deadline)
{
	struct pollfd room[POLL_ROOM], *p = room;
	unsigned k = collect(set, n, NULL);
	long r;

	if (k > POLL_ROOM && !(p = uc_calloc(k, sizeof *p)))
		return -ENOMEM;
	collect(set, n, p);
	r = uc_poll_wait(p, k, deadline);
	for (unsigned j = 0; r >= 0 && j < k; j++)
		if (p[j].revents & POLLNVAL)
			r = -EBADF;
	if (r >= 0)
		r = spread(set, p, k);
	if (p != room)
		uc_free(p);
	return r;
}

long uc_select(int n, fd_set *in, fd_set *out, fd_set *ex, uint64_t deadline)
{
	fd_set *user[3] = {in, out, ex};
	unsigned long room[3][4], *set[3] = {0}, *heap = NULL;
	long r = 0;

	if (n < 0)
		return -EINVAL;
	n = UC_MIN(n, uc_fd_limit());
	size_t words = (n + WORD - 1) / WORD, size = words * sizeof *heap;
	if (words > UC_ARRAY_SIZE(room[0]) && !(heap = uc_calloc(words, 3 * sizeof *heap)))
		return -ENOMEM;
	for (int i = 0; i < 3; i++) {
		if (!user[i])
			continue;
		set[i] = heap ? heap + i * words : room[i];
		if (size && uc_copy_in(set[i], user[i], size))
			r = -EFAULT;
	}
	if (!r)
		r = run(set, n, deadline);
	for (int i = 0; r >= 0 && i < 3; i++)
		if (user[i] && size && uc_copy_out(user[i], set[i], size))
			r = -EFAULT;
	uc_free(heap);
	return r;
}
