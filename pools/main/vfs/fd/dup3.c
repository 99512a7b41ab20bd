/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(dup3, int old, int new, int flags)
{
	if (flags & ~O_CLOEXEC || old == new)
		return -EINVAL;
	struct uc_file *f = uc_fd_get(old);
	if (!f)
		return -EBADF;
	int r = uc_fd_install_at(f, new, flags & O_CLOEXEC);
	if (r < 0)
		uc_file_put(f);
	return r;
}
