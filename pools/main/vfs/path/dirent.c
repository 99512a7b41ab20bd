/* SPDX-License-Identifier: BSD-3-Clause */
#include <dirent.h>
#include "internal.h"

int uc_dirent(struct uc_iov *iov, uint64_t ino, uint64_t next, mode_t mode,
	      const char *name, size_t len)
{
	static const char zero[8];
	struct {
		uint64_t ino, next;
		uint16_t reclen;
		uint8_t type;
	} __attribute__((packed)) h = {
		.ino = ino,
		.next = next,
		.reclen = UC_ALIGN_UP(sizeof h + len + 1, 8),
		.type = IFTODT(mode),
	};

	if (h.reclen > iov->total)
		return -EINVAL;
	int r = uc_iov_to(iov, &h, sizeof h);
	if (!r)
		r = uc_iov_to(iov, name, len);
	if (!r)
		r = uc_iov_to(iov, zero, h.reclen - sizeof h - len);
	return r;
}
