/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

int uc_fds_reserve(unsigned fd)
{
	if (fd < uc_fds.size)
		return 0;
	unsigned n = uc_fds.size;
	while (n <= fd)
		n *= 2;
	uintptr_t *p = uc_calloc(n, sizeof *p);
	if (!p)
		return -ENOMEM;
	memcpy(p, uc_fds.slot, uc_fds.size * sizeof *p);
	if (uc_fds.grown)
		uc_free(uc_fds.slot);
	uc_fds.slot = p;
	uc_fds.size = n;
	uc_fds.grown = true;
	return 0;
}

int uc_fd_install(struct uc_file *f, int min, bool cloexec)
{
	unsigned fd = UC_MAX((unsigned)min, uc_fds.low);

	while (fd < uc_fds.size && uc_fds.slot[fd])
		fd++;
	if (fd >= uc_fds.limit)
		return -EMFILE;
	int r = uc_fds_reserve(fd);
	if (r < 0)
		return r;
	uc_fds.slot[fd] = uc_slot(f, cloexec);
	if ((unsigned)min <= uc_fds.low)
		uc_fds.low = fd + 1;
	return fd;
}
