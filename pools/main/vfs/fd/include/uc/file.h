/* SPDX-License-Identifier: BSD-3-Clause */
/* Open files and the descriptor table. Nothing here knows paths. */
#ifndef UC_FILE_H
#define UC_FILE_H
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <uc/thread.h>

struct uc_file;
struct uc_vnode;
struct uc_vm_area;

/* A piece of transfer: application (or kernel) buffers in order. */
struct uc_iov {
	struct iovec *v;
	unsigned count;
	size_t total;  /* bytes left */
	bool kernel;   /* buffers are kernel memory: no fault checks needed */
	bool constant; /* and it never changes nor goes away: may be kept */
	struct iovec *owned; /* uc_iov_import's allocation */
};
/* Move n bytes between the iov and a kernel buffer, advancing the iov: 0 or
 * -EFAULT (then nothing more may be moved). n <= iov->total. */
int uc_iov_to(struct uc_iov *iov, const void *src, size_t n);
int uc_iov_from(struct uc_iov *iov, void *dst, size_t n);
/* Builds an iov from an application's array: 0, -EINVAL, -EFAULT, -ENOMEM.
 * room holds up to room_count entries, more are allocated; uc_iov_done frees.*/
int uc_iov_import(struct uc_iov *iov, const struct iovec *user, int count,
		  struct iovec *room, unsigned room_count);
void uc_iov_done(struct uc_iov *iov, struct iovec *room);

/*
 * Operations; NULL ones answer as noted. off is NULL for streams, else the
 * position to use and advance (file position or pread's own).
 */
struct uc_file_ops {
	ssize_t (*read)(struct uc_file *, struct uc_iov *, off_t *off); /* EINVAL */
	ssize_t (*write)(struct uc_file *, struct uc_iov *, off_t *off);/* EINVAL */
	off_t (*seek)(struct uc_file *, off_t, int whence);     /* ESPIPE */
	long (*ioctl)(struct uc_file *, unsigned long req, long arg);/* ENOTTY */
	int (*stat)(struct uc_file *, struct stat *);           /* EBADF */
	/* EPOLL* bits that hold now; joins w to the object's queue when w is
	 * not NULL. NULL: always readable and writable. */
	unsigned (*poll)(struct uc_file *, struct uc_wait *w);
	/* getdents64 records; 0 at the end */
	ssize_t (*readdir)(struct uc_file *, struct uc_iov *);  /* ENOTDIR */
	/* A page for mapping at byte offset (page aligned): a kernel address with
	 * a reference taken, or NULL beyond the end or on exhausted memory. The
	 * same page each time for the same offset. NULL op: -ENODEV. */
	void *(*page)(struct uc_file *, uint64_t offset);
	/* Without page: may be mapped all the same, privately, as a copy that is read
	 * at once. Who says so links uc_vm_copy_file. */
	bool copied;
	/* Kernel memory that holds the bytes at off: *p, how many follow there
	 * (0: end, or -errno), and in *page a reference to put afterwards, NULL
	 * when the memory is constant (see uc_iov). NULL op: use read. */
	ssize_t (*peek)(struct uc_file *, uint64_t off, const void **p,
			void **page);
	int (*truncate)(struct uc_file *, off_t);               /* EINVAL */
	int (*sync)(struct uc_file *);                          /* EINVAL */
	/* Last reference is gone. */
	void (*release)(struct uc_file *);
};
struct uc_file {
	const struct uc_file_ops *ops;
	unsigned refs;
	int flags;             /* O_ACCMODE, O_APPEND, O_NONBLOCK, … */
	off_t pos;
	struct uc_vnode *vnode; /* NULL: not from a file system */
	void *data;            /* the object's own */
	const char *kind;      /* "socket", "pipe", "anon_inode:[eventfd]"… */
	struct uc_list epolls; /* epoll registrations, removed on last close */
};

/* A file object with one reference; NULL: exhausted. */
struct uc_file *uc_file_new(const struct uc_file_ops *ops, int flags, void *data);
void uc_file_get(struct uc_file *f);
void uc_file_put(struct uc_file *f);

/* Descriptors. uc_fd_get takes a reference (put it); NULL: EBADF. */
struct uc_file *uc_fd_get(int fd);
/* Installs f (consumes the reference on success) at the lowest free fd >= min:
 * fd, or -EMFILE, -ENOMEM. cloexec: FD_CLOEXEC. */
int uc_fd_install(struct uc_file *f, int min, bool cloexec);
/* Exactly at fd, closing what was there. */
int uc_fd_install_at(struct uc_file *f, int fd, bool cloexec);
int uc_fd_close(int fd); /* 0 or -EBADF */
int uc_fd_limit(void);
void uc_fd_set_limit(int n); /* does not close what is above */
/* The lowest open descriptor >= fd, or -1. */
int uc_fd_next(int fd);

/* What the access mode allows; an O_PATH file is neither. */
static inline bool uc_file_readable(const struct uc_file *f)
{
	int m = f->flags & O_ACCMODE;
	return m == O_RDONLY || m == O_RDWR;
}
static inline bool uc_file_writable(const struct uc_file *f)
{
	int m = f->flags & O_ACCMODE;
	return m == O_WRONLY || m == O_RDWR;
}
/* seek operation of an object that is size bytes long. */
off_t uc_file_seek(struct uc_file *f, off_t off, int whence, off_t size);

/* stat operation of objects that are no files (epoll, eventfd …). */
int uc_anon_stat(struct uc_file *f, struct stat *st);

/* Links the object that defines symbol wherever this object is linked, for
 * what is otherwise only referenced weakly. */
#define UC_LINK(symbol)                                                        \
	static const void *const uc_link_##symbol __attribute__((used)) =      \
		(const void *)symbol

/* Transfers on behalf of read/write/send… once checks are done. off == NULL:
 * at the file's own position. */
ssize_t uc_file_read(struct uc_file *, struct uc_iov *, off_t *off);
ssize_t uc_file_write(struct uc_file *, struct uc_iov *, off_t *off);
/* Kernel buffer convenience. */
ssize_t uc_file_read_kernel(struct uc_file *, void *buf, size_t n, off_t *off);
ssize_t uc_file_write_kernel(struct uc_file *, const void *buf, size_t n,
			     off_t *off);
/* Called by the owner of an object when its poll state changed. */
static inline void uc_file_wake(struct uc_waitq *q, unsigned events)
{
	uc_wake(q, -1, events);
}
#endif
