/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include "rlimit.h"

/* The descriptor table's own, if it is linked and can be set. */
extern __typeof__(uc_fd_limit) uc_fd_limit UC_WEAK;
extern __typeof__(uc_fd_set_limit) uc_fd_set_limit UC_WEAK;

/* What is not named here is without limit, and cannot be limited: an honest
 * refusal, since nothing would hold to it. */
static bool get(int resource, struct rlimit *l)
{
	*l = (struct rlimit){RLIM_INFINITY, RLIM_INFINITY};
	if (resource < 0 || resource >= RLIM_NLIMITS)
		return false;
	if (resource == RLIMIT_STACK)
		l->rlim_cur = 8 << 20;
	else if (resource == RLIMIT_CORE)
		l->rlim_cur = l->rlim_max = 0;
	else if (resource == RLIMIT_NOFILE)
		l->rlim_cur = l->rlim_max = uc_fd_limit ? uc_fd_limit() : 1024;
	return true;
}

long uc_rlimit(int resource, const struct rlimit *new, struct rlimit *old)
{
	struct rlimit now;

	if (!get(resource, &now))
		return -EINVAL;
	if (old)
		*old = now;
	if (!new)
		return 0;
	if (new->rlim_cur > new->rlim_max)
		return -EINVAL;
	if (resource == RLIMIT_NOFILE && uc_fd_set_limit && new->rlim_cur <= 1 << 20) {
		uc_fd_set_limit(new->rlim_cur);
		return 0;
	}
	/* core files are never written, however large they may be */
	if (resource == RLIMIT_CORE || new->rlim_cur == now.rlim_cur)
		return 0;
	return -EPERM;
}
