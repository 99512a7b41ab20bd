/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(getcwd, char *user, size_t n)
{
	char buf[PATH_MAX];
	struct uc_vnode *v = uc_cwd ? uc_cwd : uc_root;

	if (!v)
		return -ENOENT;
	long len = uc_vnode_path(v, buf, sizeof buf);
	if (len < 0)
		return len;
	if (n < (size_t)len + 1)
		return -ERANGE;
	return uc_copy_out(user, buf, len + 1) ? -EFAULT : len + 1;
}
