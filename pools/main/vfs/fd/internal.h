/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_FD_INTERNAL_H
#define UC_FD_INTERNAL_H
#include <uc/file.h>

/* A slot is the file's address; bit 0 is FD_CLOEXEC. 0: free. */
struct uc_fds {
	uintptr_t *slot;
	unsigned size;
	unsigned low;   /* every descriptor below is taken */
	unsigned limit;
	bool grown;     /* slot was allocated */
};
extern struct uc_fds uc_fds;

static inline struct uc_file *uc_slot_file(uintptr_t s)
{
	return (struct uc_file *)(s & ~(uintptr_t)1);
}
static inline uintptr_t uc_slot(struct uc_file *f, bool cloexec)
{
	return (uintptr_t)f | cloexec;
}
/* 0 or -ENOMEM: makes slot[fd] exist; fd is below the limit. */
int uc_fds_reserve(unsigned fd);

/* Most that one call moves, as on Linux. */
#define UC_RW_MAX 0x7ffff000UL

typedef ssize_t uc_rw_fn(struct uc_file *, struct uc_iov *, off_t *);
/* read, write and their kin on one buffer or an array of them. */
long uc_fd_rw(int fd, void *buf, size_t n, off_t *off, uc_rw_fn *fn);
long uc_fd_rwv(int fd, const struct iovec *v, int count, off_t *off,
	       uc_rw_fn *fn);
/* uc_file_read and uc_file_write after checking the access mode. */
uc_rw_fn uc_file_read_checked, uc_file_write_checked;
/* The position form: refuses negative positions and streams. */
long uc_fd_prw(int fd, void *buf, size_t n, off_t off, uc_rw_fn *fn);
long uc_fd_prwv(int fd, const struct iovec *v, int count, off_t off, int flags,
		uc_rw_fn *fn);

/* F_OFD_GETLK, SETLK, SETLKW on a checked, kernel copy of *l. */
long uc_ofd_lock(struct uc_file *f, int cmd, struct flock *l);

/* Moves up to n bytes from one file to another; positions as in uc_file_read.
 * Count, 0 at the end, or -errno when nothing was moved. */
ssize_t uc_file_copy(struct uc_file *out, off_t *out_off, struct uc_file *in,
		     off_t *in_off, size_t n);
#endif
