/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

/* Pipes answer their own commands. */
long uc_pipe_fcntl(struct uc_file *f, int cmd, long arg) UC_WEAK;

#define SETTABLE (O_APPEND | O_NONBLOCK | O_NOATIME)

static long dup_from(struct uc_file *f, long min, bool cloexec)
{
	if (min < 0 || min >= (long)uc_fds.limit)
		return -EINVAL;
	uc_file_get(f);
	int fd = uc_fd_install(f, min, cloexec);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}

/* The traditional record locks are between processes, and there is one: no
 * conflict exists. */
static long lock(struct uc_file *f, int cmd, struct flock *user)
{
	struct flock l;
	bool get = cmd == F_GETLK || cmd == F_OFD_GETLK;
	long r = 0;

	if (uc_copy_in(&l, user, sizeof l))
		return -EFAULT;
	if ((l.l_type != F_RDLCK && l.l_type != F_WRLCK && l.l_type != F_UNLCK) ||
	    l.l_whence < SEEK_SET || l.l_whence > SEEK_END ||
	    (get && l.l_type == F_UNLCK))
		return -EINVAL;
	if (!get && ((l.l_type == F_RDLCK && !uc_file_readable(f)) ||
		     (l.l_type == F_WRLCK && !uc_file_writable(f))))
		return -EBADF;
	if (cmd >= F_OFD_GETLK)
		r = uc_ofd_lock(f, cmd, &l);
	else if (get)
		l.l_type = F_UNLCK;
	return r || !get ? r : uc_copy_out(user, &l, sizeof l);
}

static long on_file(struct uc_file *f, int cmd, long arg)
{
	switch (cmd) {
	case F_SETFL:
		f->flags = (f->flags & ~SETTABLE) | (arg & SETTABLE);
		return 0;
	case F_GETLK:
	case F_SETLK:
	case F_SETLKW:
	case F_OFD_GETLK:
	case F_OFD_SETLK:
	case F_OFD_SETLKW:
		return lock(f, cmd, (struct flock *)arg);
	case F_GETOWN:
		return 0;
	case F_SETPIPE_SZ:
	case F_GETPIPE_SZ:
		return uc_pipe_fcntl ? uc_pipe_fcntl(f, cmd, arg) : -EBADF;
	}
	return -EINVAL;
}

static long command(struct uc_file *f, int fd, int cmd, long arg)
{
	switch (cmd) {
	case F_DUPFD:
	case F_DUPFD_CLOEXEC:
		return dup_from(f, (int)arg, cmd == F_DUPFD_CLOEXEC);
	case F_GETFD:
		return uc_fds.slot[fd] & 1 ? FD_CLOEXEC : 0;
	case F_SETFD:
		uc_fds.slot[fd] = uc_slot(f, arg & FD_CLOEXEC);
		return 0;
	case F_GETFL:
		return f->flags;
	}
	return f->flags & O_PATH ? -EBADF : on_file(f, cmd, arg);
}

UC_SYSCALL(fcntl, int fd, int cmd, long arg)
{
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	long r = command(f, fd, cmd, arg);
	uc_file_put(f);
	return r;
}
