/* SPDX-License-Identifier: BSD-3-Clause */
#define _GNU_SOURCE
#include <fcntl.h>
#include <uc/file.h>
#include <uc/syscall.h>
#include "internal.h"

struct uc_file *uc_fd_get(int fd) UC_WEAK;
void uc_file_put(struct uc_file *f) UC_WEAK;
extern __typeof__(uc_vm_copy_file) uc_vm_copy_file UC_WEAK; /* linked by who has such files */

static long map_file(uintptr_t hint, size_t len, int prot, int flags, int fd, uint64_t offset)
{
	struct uc_file *f = uc_fd_get ? uc_fd_get(fd) : NULL;
	int mode;
	long r;

	if (!f)
		return -EBADF;
	len = UC_ALIGN_UP(len, UC_PAGE_SIZE);
	mode = f->flags & O_ACCMODE;
	if (!len || offset + len < offset)
		r = len ? -EOVERFLOW : -ENOMEM;
	else if (mode == O_WRONLY || (flags & MAP_SHARED && prot & PROT_WRITE && mode != O_RDWR))
		r = -EACCES;
	else if (!f->ops->page)
		r = f->ops->copied && !(flags & MAP_SHARED) ? uc_vm_copy_file(hint, len, prot, flags, f, offset) : -ENODEV;
	else
		r = uc_vm_map(hint, len, prot, flags, f, offset, NULL);
	uc_file_put(f);
	return r;
}

UC_SYSCALL(mmap, uintptr_t hint, size_t len, int prot, int flags, int fd, uint64_t offset)
{
	int type = flags & MAP_TYPE;

	if (offset & (UC_PAGE_SIZE - 1) || (type != MAP_SHARED && type != MAP_PRIVATE && type != MAP_SHARED_VALIDATE))
		return -EINVAL;
	if (!len)
		return -EINVAL;
	if (flags & MAP_GROWSDOWN)
		return -EOPNOTSUPP;
	if (flags & MAP_HUGETLB)
		return -ENOMEM; /* as where none are reserved */
	if (type == MAP_SHARED_VALIDATE)
		flags = (flags & ~MAP_TYPE) | MAP_SHARED;
	if (!(flags & MAP_ANONYMOUS))
		return map_file(hint, len, prot, flags, fd, offset);
	return uc_vm_map(hint, len, prot, flags, NULL, 0, NULL);
}
