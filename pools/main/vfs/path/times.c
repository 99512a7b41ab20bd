/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/timer.h>
#include "internal.h"
#include "setattr.h"

static int one(struct timespec *to, const struct timespec *t, unsigned bit,
	       unsigned *mask)
{
	if (t && t->tv_nsec == UTIME_OMIT)
		return 0;
	*mask |= bit;
	if (!t || t->tv_nsec == UTIME_NOW) {
		uint64_t now = uc_realtime();
		to->tv_sec = now / 1000000000;
		to->tv_nsec = now % 1000000000;
		return 0;
	}
	*to = *t;
	return (unsigned long)t->tv_nsec < 1000000000 ? 0 : -EINVAL;
}

int uc_times(struct stat *st, const struct timespec t[2], unsigned *mask)
{
	memset(st, 0, sizeof *st);
	*mask = 0;
	int r = one(&st->st_atim, t, UC_SET_ATIME, mask);
	return r ? r : one(&st->st_mtim, t ? t + 1 : t, UC_SET_MTIME, mask);
}
