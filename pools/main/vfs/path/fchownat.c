/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(fchownat, int dirfd, const char *path, uid_t uid, gid_t gid, int flags)
{
	struct stat st;
	unsigned mask = uc_owner(&st, uid, gid);

	return uc_setattr_at(dirfd, path, flags, &st, mask);
}
