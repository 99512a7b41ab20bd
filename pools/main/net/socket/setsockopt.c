/* SPDX-License-Identifier: BSD-3-Clause */
#include <limits.h>
#include <sys/time.h>
#include <uc/syscall.h>
#include "internal.h"

#define OPTION_MAX 256

static int set_time(uint64_t *ns, const void *val, socklen_t len)
{
	struct timeval tv;
	if (len < sizeof tv)
		return -EINVAL;
	memcpy(&tv, val, sizeof tv);
	if (tv.tv_usec < 0 || tv.tv_usec > 999999)
		return -EDOM;
	if (tv.tv_sec < 0) { /* socket(7): no waiting at all */
		*ns = 1;
		return 0;
	}
	*ns = tv.tv_sec > 1000000000
		? 0 : tv.tv_sec * 1000000000ull + tv.tv_usec * 1000ull;
	return 0;
}

static int set_linger(struct uc_socket *s, const void *val, socklen_t len)
{
	struct linger l;
	if (len < sizeof l)
		return -EINVAL;
	memcpy(&l, val, sizeof l);
	s->linger = l.l_onoff ? (l.l_linger < 0 ? INT_MAX : l.l_linger) : -1;
	return 0;
}

static int set_buffer(int *field, int v, int least)
{
	/* socket(7): the kernel doubles the value for its book-keeping */
	if (v < 0 || v > 4 << 20)
		v = 4 << 20;
	*field = UC_MAX(v * 2, least);
	return 0;
}

/* -ENOPROTOOPT: nothing here knows it. */
static int set_common(struct uc_socket *s, int name, const void *val,
		      socklen_t len)
{
	int v = 0;
	switch (name) {
	case SO_RCVTIMEO:
		return set_time(&s->rcvtimeo, val, len);
	case SO_SNDTIMEO:
		return set_time(&s->sndtimeo, val, len);
	case SO_LINGER:
		return set_linger(s, val, len);
	}
	if (len < sizeof v)
		return -EINVAL;
	memcpy(&v, val, sizeof v);
	switch (name) {
	case SO_REUSEADDR: case SO_REUSEPORT: case SO_KEEPALIVE:
	case SO_BROADCAST: case SO_OOBINLINE: case SO_DONTROUTE:
	case SO_PASSCRED:
		s->options = (s->options & ~(1u << name)) | !!v << name;
		return 0;
	case SO_TIMESTAMP:
		s->timestamp = v;
		return 0;
	case SO_SNDBUF: case SO_SNDBUFFORCE:
		return set_buffer(&s->sndbuf, v, 4608);
	case SO_RCVBUF: case SO_RCVBUFFORCE:
		return set_buffer(&s->rcvbuf, v, 2304);
	case SO_RCVLOWAT:
		s->rcvlowat = v > 0 ? v : 1;
		return 0;
	case SO_PRIORITY: case SO_MARK:
		return 0; /* nothing below distinguishes traffic */
	case SO_TYPE: case SO_PROTOCOL: case SO_DOMAIN: case SO_ERROR:
	case SO_ACCEPTCONN: case SO_SNDLOWAT:
		return -ENOPROTOOPT;
	}
	return -ENOPROTOOPT;
}

UC_SYSCALL(setsockopt, int fd, int level, int name, const void *user,
	   socklen_t len)
{
	struct uc_file *f;
	struct uc_socket *s;
	char val[OPTION_MAX];
	int r = uc_socket_fd(fd, &f, &s);
	if (r < 0)
		return r;
	if ((int)len < 0)
		r = -EINVAL;
	len = UC_MIN(len, (socklen_t)sizeof val);
	if (!r && len)
		r = uc_copy_in(val, user, len);
	if (r < 0)
		goto out;
	int common = level == SOL_SOCKET ? set_common(s, name, val, len)
					 : -ENOPROTOOPT;
	r = common;
	if ((!common || common == -ENOPROTOOPT) && s->ops->setsockopt) {
		r = s->ops->setsockopt(s, level, name, val, len);
		if (!common && r == -ENOPROTOOPT)
			r = 0;
	}
out:
	uc_file_put(f);
	return r;
}
