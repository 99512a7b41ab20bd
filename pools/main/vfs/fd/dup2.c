/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(dup2, int old, int new)
{
	struct uc_file *f = uc_fd_get(old);
	if (!f)
		return -EBADF;
	int r = old == new ? -EBADF : uc_fd_install_at(f, new, false);
	if (r < 0)
		uc_file_put(f);
	return old == new ? new : r;
}
