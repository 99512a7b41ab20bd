/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"
#include "setattr.h"

UC_SYSCALL(fchown, int fd, uid_t uid, gid_t gid)
{
	struct stat st;
	unsigned mask = uc_owner(&st, uid, gid);

	return uc_setattr_fd(fd, &st, mask);
}
