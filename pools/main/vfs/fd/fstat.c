/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/file.h>
#include <uc/syscall.h>

/* Drivers need not know that their device has a name. */
int uc_vnode_file_stat(struct uc_file *f, struct stat *st) UC_WEAK;

UC_SYSCALL(fstat, int fd, struct stat *user)
{
	struct stat st;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	int r = f->ops->stat ? f->ops->stat(f, &st)
	      : f->vnode     ? uc_vnode_file_stat(f, &st)
			     : -EBADF;
	uc_file_put(f);
	return r ? r : uc_copy_out(user, &st, sizeof st);
}
