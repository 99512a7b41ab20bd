/* SPDX-License-Identifier: BSD-3-Clause */
#include "xattr.h"

UC_SYSCALL(setxattr, const char *path)
{
	return uc_xattr(-1, path, 0);
}
