/* SPDX-License-Identifier: BSD-3-Clause */
/* What all socket calls share. */
#include <fcntl.h>
#include <uc/plat.h>
#include <uc/signal.h>
#include <uc/timer.h>
#include "internal.h"

void uc_socket_init(struct uc_socket *s, const struct uc_socket_ops *ops,
		    int family, int type, int protocol)
{
	s->ops = ops;
	s->family = family;
	s->type = type;
	s->protocol = protocol;
	s->rcvbuf = s->sndbuf = 212992;
	s->rcvlowat = 1;
	s->linger = -1;
}

struct uc_socket *uc_socket_of(struct uc_file *f)
{
	return f->ops->stat == uc_socket_stat ? f->data : NULL;
}

int uc_socket_fd(int fd, struct uc_file **f, struct uc_socket **s)
{
	*f = uc_fd_get(fd);
	if (!*f)
		return -EBADF;
	*s = uc_socket_of(*f);
	if (*s)
		return 0;
	uc_file_put(*f);
	return -ENOTSOCK;
}

int uc_socket_install(struct uc_file *f, int flags)
{
	f->flags = O_RDWR | (flags & SOCK_NONBLOCK ? O_NONBLOCK : 0);
	int fd = uc_fd_install(f, 0, flags & SOCK_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}

uint64_t uc_socket_deadline(uint64_t timeout, int flags)
{
	if (flags & MSG_DONTWAIT)
		return UC_SOCKET_NOWAIT;
	return timeout ? uc_monotonic() + timeout : UINT64_MAX;
}

int uc_socket_epipe(int flags)
{
	if (!(flags & MSG_NOSIGNAL))
		uc_signal_send(uc_current, SIGPIPE, NULL);
	return -EPIPE;
}

int uc_socket_addr_in(struct sockaddr_storage *ss, const void *user,
		      socklen_t len)
{
	if (len > sizeof *ss)
		return -EINVAL;
	memset(ss, 0, sizeof *ss);
	return len ? uc_copy_in(ss, user, len) : 0;
}

int uc_socket_addr_out(const struct sockaddr_storage *ss, socklen_t len,
		       void *user, socklen_t *user_len)
{
	socklen_t room;
	if (uc_copy_in(&room, user_len, sizeof room))
		return -EFAULT;
	if ((int)room < 0)
		return -EINVAL;
	if (uc_copy_out(user, ss, UC_MIN(room, len)))
		return -EFAULT;
	return uc_copy_out(user_len, &len, sizeof len);
}

void uc_socket_cmsg(struct msghdr *msg, size_t room, size_t *used, int level,
		    int type, const void *data, size_t n)
{
	struct cmsghdr h = {.cmsg_level = level, .cmsg_type = type};
	if (!msg->msg_control || *used > room || room - *used < sizeof h) {
		msg->msg_flags |= MSG_CTRUNC;
		return;
	}
	if (n > room - *used - sizeof h) {
		n = room - *used - sizeof h;
		msg->msg_flags |= MSG_CTRUNC;
	}
	char *at = (char *)msg->msg_control + *used;
	h.cmsg_len = sizeof h + n;
	memcpy(at, &h, sizeof h);
	memcpy(at + sizeof h, data, n);
	*used = UC_MIN(*used + CMSG_ALIGN(sizeof h + n), room);
}
