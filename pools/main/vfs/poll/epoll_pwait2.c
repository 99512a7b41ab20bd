/* SPDX-License-Identifier: BSD-3-Clause */
#include "epoll.h"

UC_SYSCALL(epoll_pwait2, int fd, struct epoll_event *user, int max,
	   const struct timespec *timeout, const uint64_t *mask, size_t size)
{
	struct timespec t;
	uint64_t ns = UINT64_MAX;
	long r;

	if (timeout) {
		if (uc_copy_in(&t, timeout, sizeof t))
			return -EFAULT;
		if (t.tv_sec < 0 || (unsigned long)t.tv_nsec >= 1000000000)
			return -EINVAL;
		if (t.tv_sec < INT32_MAX)
			ns = t.tv_sec * 1000000000ULL + t.tv_nsec;
	}
	r = uc_poll_mask_begin(mask, size);
	if (r)
		return r;
	r = uc_epoll_wait(fd, user, max, ns);
	uc_poll_mask_end(mask, r);
	return r;
}
