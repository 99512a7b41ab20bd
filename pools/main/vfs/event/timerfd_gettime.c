/* SPDX-License-Identifier: BSD-3-Clause */
#include "timerfd.h"

UC_SYSCALL(timerfd_gettime, int fd, struct itimerspec *user)
{
	struct itimerspec v;
	struct uc_file *f;
	int r;
	struct timer *t = uc_timerfd_get(fd, &f, &r);

	if (!t)
		return r;
	uc_timerfd_left(t, &v);
	uc_file_put(f);
	return uc_copy_out(user, &v, sizeof v);
}
