/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "open_fd.h"

/* linux/openat2.h */
struct how {
	uint64_t flags, mode, resolve;
};

UC_SYSCALL(openat2, int dirfd, const char *path, const struct how *user,
	   size_t size)
{
	struct how how;

	if (size < sizeof how)
		return -EINVAL;
	if (uc_copy_in(&how, user, sizeof how))
		return -EFAULT;
	if (size > sizeof how)
		return -E2BIG;
	if (how.flags >> 31 || how.mode & ~07777ull ||
	    (how.mode && !(how.flags & (O_CREAT | O_TMPFILE))))
		return -EINVAL;
	/* walks cannot be confined yet */
	if (how.resolve)
		return -EOPNOTSUPP;
	return uc_open_fd(dirfd, path, how.flags, how.mode);
}
