/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/time.h>
#include <uc/syscall.h>
#include "internal.h"

#define OPTION_MAX 256

static void get_time(uint64_t ns, void *val, socklen_t *len)
{
	struct timeval tv = {ns / 1000000000, ns % 1000000000 / 1000};
	*len = sizeof tv;
	memcpy(val, &tv, sizeof tv);
}

static int get_common(struct uc_socket *s, int name, void *val, socklen_t *len)
{
	int v;
	switch (name) {
	case SO_RCVTIMEO:
		get_time(s->rcvtimeo, val, len);
		return 0;
	case SO_SNDTIMEO:
		get_time(s->sndtimeo, val, len);
		return 0;
	case SO_LINGER: {
		struct linger l = {s->linger >= 0, UC_MAX(s->linger, 0)};
		*len = sizeof l;
		memcpy(val, &l, sizeof l);
		return 0;
	}
	case SO_REUSEADDR: case SO_REUSEPORT: case SO_KEEPALIVE:
	case SO_BROADCAST: case SO_OOBINLINE: case SO_DONTROUTE:
	case SO_PASSCRED:
		v = uc_socket_option(s, name);
		break;
	case SO_TIMESTAMP: v = s->timestamp; break;
	case SO_SNDBUF: v = s->sndbuf; break;
	case SO_RCVBUF: v = s->rcvbuf; break;
	case SO_RCVLOWAT: v = s->rcvlowat; break;
	case SO_SNDLOWAT: v = 1; break;
	case SO_TYPE: v = s->type; break;
	case SO_PROTOCOL: v = s->protocol; break;
	case SO_DOMAIN: v = s->family; break;
	case SO_ACCEPTCONN: v = s->listening; break;
	case SO_PRIORITY: case SO_MARK: v = 0; break;
	case SO_ERROR:
		v = s->ops->take_error ? s->ops->take_error(s) : 0;
		break;
	default:
		return -ENOPROTOOPT;
	}
	*len = sizeof v;
	memcpy(val, &v, sizeof v);
	return 0;
}

UC_SYSCALL(getsockopt, int fd, int level, int name, void *user,
	   socklen_t *user_len)
{
	struct uc_file *f;
	struct uc_socket *s;
	char val[OPTION_MAX];
	socklen_t room, len = sizeof val;
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	r = uc_copy_in(&room, user_len, sizeof room);
	if (!r && (int)room < 0)
		r = -EINVAL;
	if (r < 0)
		goto out;
	r = level == SOL_SOCKET ? get_common(s, name, val, &len) : -ENOPROTOOPT;
	if (r == -ENOPROTOOPT && s->ops->getsockopt)
		r = s->ops->getsockopt(s, level, name, val, &len);
	if (r < 0)
		goto out;
	len = UC_MIN(len, room);
	if (uc_copy_out(user, val, len) ||
	    uc_copy_out(user_len, &len, sizeof len))
		r = -EFAULT;
out:
	uc_file_put(f);
	return r;
}
