/* SPDX-License-Identifier: BSD-3-Clause */
#include "xattr.h"

UC_SYSCALL(lremovexattr, const char *path)
{
	return uc_xattr(-1, path, AT_SYMLINK_NOFOLLOW);
}
