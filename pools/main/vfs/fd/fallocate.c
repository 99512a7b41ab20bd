/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Takes the pages now, so that later writes cannot run out of memory. Making
 * holes is not supported.
 */
#include <uc/page.h>
#include <uc/file.h>
#include <uc/syscall.h>

static long allocate(struct uc_file *f, int mode, uint64_t off, uint64_t end)
{
	struct stat st;
	int r = f->ops->stat ? f->ops->stat(f, &st) : -EBADF;

	if (r)
		return r;
	if (S_ISFIFO(st.st_mode))
		return -ESPIPE;
	if (!S_ISREG(st.st_mode))
		return S_ISDIR(st.st_mode) ? -EISDIR : -ENODEV;
	if (mode || !f->ops->page || !f->ops->truncate)
		return -EOPNOTSUPP;
	if (end > (uint64_t)st.st_size) {
		r = f->ops->truncate(f, end);
		if (r)
			return r;
	}
	for (off = UC_ALIGN_DOWN(off, UC_PAGE_SIZE); off < end;
	     off += UC_PAGE_SIZE) {
		void *page = f->ops->page(f, off);
		if (!page) {
			if (end > (uint64_t)st.st_size)
				f->ops->truncate(f, st.st_size);
			return -ENOSPC;
		}
		uc_page_put(page);
		uc_cond_resched();
	}
	return 0;
}

UC_SYSCALL(fallocate, int fd, int mode, off_t off, off_t len)
{
	off_t end;

	if (off < 0 || len <= 0)
		return -EINVAL;
	if (__builtin_add_overflow(off, len, &end))
		return -EFBIG;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	long r = uc_file_writable(f) ? allocate(f, mode, off, end) : -EBADF;
	uc_file_put(f);
	return r;
}
