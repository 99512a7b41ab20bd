/* SPDX-License-Identifier: BSD-3-Clause */
#include "xattr.h"

UC_SYSCALL(fsetxattr, int fd)
{
	return uc_xattr(fd, NULL, 0);
}
