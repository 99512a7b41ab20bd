/* SPDX-License-Identifier: BSD-3-Clause */
#include "xattr.h"

UC_SYSCALL(removexattr, const char *path)
{
	return uc_xattr(-1, path, 0);
}
