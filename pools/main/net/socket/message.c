/* SPDX-License-Identifier: BSD-3-Clause */
/* Messages: msghdr and what hangs on it, in and out of the application. */
#include <fcntl.h>
#include <limits.h>
#include <uc/arch.h>
#include <uc/heap.h>
#include "internal.h"

#define CONTROL_MAX 20480 /* as Linux's default optmem_max */

static int begin(struct uc_message *m, const struct msghdr *user)
{
	if (uc_copy_in(&m->user, user, sizeof m->user))
		return -EFAULT;
	if (m->user.msg_iovlen < 0 || m->user.msg_iovlen > IOV_MAX)
		return -EMSGSIZE;
	if (m->user.msg_name && (int)m->user.msg_namelen < 0)
		return -EINVAL;
	memset(&m->kernel, 0, sizeof m->kernel);
	return uc_iov_import(&m->iov, m->user.msg_iov, m->user.msg_iovlen,
			     m->room, MSG_ROOM);
}

static void end(struct uc_message *m)
{
	uc_free(m->kernel.msg_control);
	uc_iov_done(&m->iov, m->room);
}

/* The family may replace msg_control's pointer in its own copy; ours frees. */
static int control_room(struct uc_message *m, size_t n)
{
	m->control_room = n;
	if (!n)
		return 0;
	m->kernel.msg_control = uc_zalloc(n);
	m->kernel.msg_controllen = n;
	return m->kernel.msg_control ? 0 : -ENOBUFS;
}

static int send_parts(struct uc_message *m)
{
	struct msghdr *u = &m->user;
	int r;
	if (u->msg_name && u->msg_namelen) {
		r = uc_socket_addr_in(&m->name, u->msg_name,
			UC_MIN(u->msg_namelen, (socklen_t)sizeof m->name));
		if (r < 0)
			return r;
		m->kernel.msg_name = &m->name;
		m->kernel.msg_namelen = u->msg_namelen;
	}
	if (!u->msg_control || !u->msg_controllen)
		return 0;
	if (u->msg_controllen > CONTROL_MAX)
		return -ENOBUFS;
	r = control_room(m, u->msg_controllen);
	if (r < 0)
		return r;
	return uc_copy_in(m->kernel.msg_control, u->msg_control,
			  u->msg_controllen);
}

long uc_socket_sendmsg(struct uc_file *f, struct uc_socket *s,
		       const struct msghdr *user, int flags)
{
	struct uc_message m;
	long r = begin(&m, user);
	if (r < 0)
		return r;
	if (f->flags & O_NONBLOCK)
		flags |= MSG_DONTWAIT;
	r = send_parts(&m);
	if (!r)
		r = s->ops->send(s, &m.iov, &m.kernel, flags);
	end(&m);
	return r;
}

static int recv_parts_out(struct uc_message *m, struct msghdr *user)
{
	struct msghdr *u = &m->user, *k = &m->kernel;
	if (u->msg_name) {
		socklen_t n = UC_MIN(u->msg_namelen, k->msg_namelen);
		if (uc_copy_out(u->msg_name, &m->name, n) ||
		    uc_copy_out(&user->msg_namelen, &k->msg_namelen,
				sizeof k->msg_namelen))
			return -EFAULT;
	}
	socklen_t used = k->msg_controllen;
	if (used && uc_copy_out(u->msg_control, k->msg_control, used))
		return -EFAULT;
	if (uc_copy_out(&user->msg_controllen, &used, sizeof used) ||
	    uc_copy_out(&user->msg_flags, &k->msg_flags, sizeof k->msg_flags))
		return -EFAULT;
	return 0;
}

long uc_socket_recvmsg(struct uc_file *f, struct uc_socket *s,
		       struct msghdr *user, int flags)
{
	struct uc_message m;
	long r = begin(&m, user);
	if (r < 0)
		return r;
	if (f->flags & O_NONBLOCK)
		flags |= MSG_DONTWAIT;
	if (m.user.msg_name) {
		memset(&m.name, 0, sizeof m.name);
		m.kernel.msg_name = &m.name;
		m.kernel.msg_namelen = sizeof m.name;
	}
	r = control_room(&m, m.user.msg_control
				? UC_MIN(m.user.msg_controllen, CONTROL_MAX) : 0);
	void *control = m.kernel.msg_control;
	m.kernel.msg_flags = flags & MSG_CMSG_CLOEXEC;
	if (!r) {
		r = s->ops->recv(s, &m.iov, &m.kernel, flags);
		m.kernel.msg_control = control;
	}
	if (r >= 0) {
		int e = recv_parts_out(&m, user);
		if (e < 0)
			r = e;
	}
	end(&m);
	return r;
}
