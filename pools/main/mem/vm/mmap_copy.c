/* SPDX-License-Identifier: BSD-3-Clause */
/* Of a file that has no pages here, a private mapping is memory that the file is read
 * into when it is mapped: a fault could not wait for whoever has the file. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <uc/file.h>
#include "internal.h"

long uc_vm_copy_file(uintptr_t hint, size_t len, int prot, int flags, struct uc_file *f, uint64_t offset)
{
	long at = uc_vm_map(hint, len, PROT_READ | PROT_WRITE, flags | MAP_ANONYMOUS, NULL, 0, NULL);
	struct iovec v = {(void *)at, len};
	struct uc_iov iov = {.v = &v, .count = 1, .total = len};
	off_t from = offset;
	long r;

	if (at < 0)
		return at;
	r = f->ops->read(f, &iov, &from);
	if (r >= 0)
		r = prot == (PROT_READ | PROT_WRITE) ? 0 : uc_vm_protect(at, len, prot);
	if (r < 0) {
		uc_vm_unmap(at, len);
		return r;
	}
	return at;
}
