/* SPDX-License-Identifier: BSD-3-Clause */
/* A socket as a file. */
#include <fcntl.h>
#include "internal.h"

static int io_flags(const struct uc_file *f)
{
	return f->flags & O_NONBLOCK ? MSG_DONTWAIT : 0;
}

ssize_t uc_socket_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct uc_socket *s = f->data;
	struct msghdr m = {0};
	if (off)
		return -ESPIPE;
	if (!iov->total && s->type != SOCK_DGRAM && s->type != SOCK_RAW)
		return 0;
	return s->ops->recv(s, iov, &m, io_flags(f));
}

ssize_t uc_socket_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct uc_socket *s = f->data;
	if (off)
		return -ESPIPE;
	return s->ops->send(s, iov, NULL, io_flags(f));
}

int uc_socket_stat(struct uc_file *f, struct stat *st)
{
	memset(st, 0, sizeof *st);
	st->st_mode = S_IFSOCK | 0777;
	st->st_nlink = 1;
	st->st_blksize = 4096;
	st->st_ino = (uintptr_t)f >> 4 & 0x7fffffff;
	return 0;
}
