/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/mman.h>
#include <uc/syscall.h>
#include <uc/ramfs.h>

#define NAME_MAX_MEMFD 249 /* memfd_create(2) */

struct uc_file *uc_open_vnode(struct uc_vnode *v, int flags, int *err);

/* Sealing is not supported, so asking for it is refused. */
UC_SYSCALL(memfd_create, const char *user, unsigned flags)
{
	char name[NAME_MAX_MEMFD + 1];
	long n = uc_copy_in_str(name, user, sizeof name);
	int r = -ENOMEM;

	if (flags & ~MFD_CLOEXEC)
		return -EINVAL;
	if (n < 0)
		return n == -ENAMETOOLONG ? -EINVAL : n;
	struct uc_vnode *v = uc_ramfs_file(0777);
	if (!v)
		return r;
	struct uc_file *f = uc_open_vnode(v, O_RDWR, &r);
	uc_vnode_put(v);
	if (!f)
		return r;
	f->kind = "/memfd:";
	int fd = uc_fd_install(f, 0, flags & MFD_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}
