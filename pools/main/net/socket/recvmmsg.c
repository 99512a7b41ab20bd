/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <limits.h>
#include <time.h>
#include <uc/syscall.h>
#include <uc/timer.h>
#include "internal.h"

UC_SYSCALL(recvmmsg, int fd, struct mmsghdr *v, unsigned n, int flags,
	   const struct timespec *user)
{
	struct uc_file *f;
	struct uc_socket *s;
	uint64_t deadline = UINT64_MAX;
	unsigned i;
	if (user) {
		struct timespec ts;
		if (uc_copy_in(&ts, user, sizeof ts))
			return -EFAULT;
		if (ts.tv_sec < 0 || ts.tv_nsec < 0 || ts.tv_nsec > 999999999)
			return -EINVAL;
		if (ts.tv_sec < 1000000000)
			deadline = uc_monotonic() + ts.tv_sec * 1000000000ull +
				   ts.tv_nsec;
	}
	long r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	n = UC_MIN(n, IOV_MAX);
	for (i = 0; i < n; i++) {
		r = uc_socket_recvmsg(f, s, &v[i].msg_hdr,
				      flags & ~MSG_WAITFORONE);
		if (r < 0)
			break;
		unsigned len = r;
		if ((r = uc_copy_out(&v[i].msg_len, &len, sizeof len)) < 0)
			break;
		if (flags & MSG_WAITFORONE)
			flags |= MSG_DONTWAIT;
		/* recvmmsg(2): looked at after each message only */
		if (deadline != UINT64_MAX && uc_monotonic() >= deadline) {
			i++;
			break;
		}
		uc_cond_resched();
	}
	uc_file_put(f);
	return i ? (long)i : r;
}
