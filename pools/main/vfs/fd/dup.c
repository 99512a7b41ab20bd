/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

UC_SYSCALL(dup, int old)
{
	struct uc_file *f = uc_fd_get(old);
	if (!f)
		return -EBADF;
	int fd = uc_fd_install(f, 0, false);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
