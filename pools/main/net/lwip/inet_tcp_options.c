/* SPDX-License-Identifier: BSD-3-Clause */
/* Options and ioctls of TCP sockets. */
#define _GNU_SOURCE
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include "inet.h"

/* Both headers name TCP_NODELAY and the like; ours is the application's. */
enum {
	OPT_NODELAY = TCP_NODELAY, OPT_MAXSEG = TCP_MAXSEG, OPT_CORK = TCP_CORK,
	OPT_KEEPIDLE = TCP_KEEPIDLE, OPT_KEEPINTVL = TCP_KEEPINTVL,
	OPT_KEEPCNT = TCP_KEEPCNT, OPT_INFO = TCP_INFO,
	OPT_QUICKACK = TCP_QUICKACK, OPT_USER_TIMEOUT = TCP_USER_TIMEOUT,
	OPT_SYNCNT = TCP_SYNCNT, OPT_LINGER2 = TCP_LINGER2,
	OPT_NOTSENT_LOWAT = TCP_NOTSENT_LOWAT, OPT_CONGESTION = TCP_CONGESTION,
};
#undef TCP_MSS
#undef TCP_KEEPALIVE
#include "tcp.h"

#define TICK_US (TCP_SLOW_INTERVAL * 1000u)

int uc_tcp_setsockopt(struct uc_socket *s, int level, int name, const void *val,
		      socklen_t len)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	int v;
	if (level != IPPROTO_TCP) {
		int r = uc_inet_setsockopt(&t->i, level, name, val, len);
		uc_tcp_options(t);
		return r;
	}
	if (len < sizeof v)
		return -EINVAL;
	memcpy(&v, val, sizeof v);
	switch (name) {
	case OPT_NODELAY:
		t->nodelay = v;
		break;
	case OPT_CORK:
		t->corked = v;
		break;
	case OPT_KEEPIDLE:
	case OPT_KEEPINTVL:
		if (v < 1 || v > 32767)
			return -EINVAL;
		*(name == OPT_KEEPIDLE ? &t->keep_idle : &t->keep_intvl) = v;
		break;
	case OPT_KEEPCNT:
		if (v < 1 || v > 127)
			return -EINVAL;
		t->keep_cnt = v;
		break;
	case OPT_QUICKACK:
		if (v && t->pcb && t->pcb->state != LISTEN &&
		    t->pcb->flags & TF_ACK_DELAY) {
			tcp_ack_now(t->pcb);
			tcp_output(t->pcb);
		}
		return 0;
	case OPT_NOTSENT_LOWAT: /* tuning that only saves memory */
		return 0;
	default:
		return -ENOPROTOOPT;
	}
	uc_tcp_options(t);
	if ((name == OPT_NODELAY || name == OPT_CORK) && t->pcb &&
	    t->pcb->state != LISTEN && t->pcb->unsent && !t->corked) {
		tcp_output(t->pcb);
		uc_net_sent();
	}
	return 0;
}

static int state(const struct uc_tcp *t)
{
	/* lwIP's order of states, as the numbers of Linux */
	static const uint8_t linux_state[] = {7, 10, 2, 3, 1, 4, 5, 8, 11, 9, 6};
	return t->pcb ? linux_state[t->pcb->state] : 7;
}

static int info(struct uc_tcp *t, void *val, socklen_t *len)
{
	struct tcp_info ti;
	struct tcp_pcb *p = t->pcb;
	memset(&ti, 0, sizeof ti);
	ti.tcpi_state = state(t);
	if (p && p->state != LISTEN) {
		ti.tcpi_retransmits = p->nrtx;
		ti.tcpi_probes = p->persist_probe;
		ti.tcpi_snd_wscale = p->snd_scale;
		ti.tcpi_rcv_wscale = p->rcv_scale;
		ti.tcpi_rto = p->rto * TICK_US;
		ti.tcpi_snd_mss = ti.tcpi_rcv_mss = ti.tcpi_advmss = p->mss;
		ti.tcpi_rtt = (p->sa >> 3) * TICK_US;
		ti.tcpi_rttvar = (p->sv >> 2) * TICK_US;
		ti.tcpi_snd_ssthresh = p->ssthresh / UC_MAX(p->mss, 1);
		ti.tcpi_snd_cwnd = p->cwnd / UC_MAX(p->mss, 1);
		ti.tcpi_unacked = p->snd_queuelen;
		ti.tcpi_rcv_space = p->rcv_wnd;
	}
	*len = UC_MIN(sizeof ti, (size_t)*len);
	memcpy(val, &ti, *len);
	return 0;
}

int uc_tcp_getsockopt(struct uc_socket *s, int level, int name, void *val,
		      socklen_t *len)
{
	struct uc_tcp *t = (struct uc_tcp *)s;
	int v;
	if (level != IPPROTO_TCP)
		return uc_inet_getsockopt(&t->i, level, name, val, len);
	switch (name) {
	case OPT_NODELAY: v = t->nodelay; break;
	case OPT_CORK: v = t->corked; break;
	case OPT_KEEPIDLE: v = t->keep_idle ? t->keep_idle : 7200; break;
	case OPT_KEEPINTVL: v = t->keep_intvl ? t->keep_intvl : 75; break;
	case OPT_KEEPCNT: v = t->keep_cnt ? t->keep_cnt : 9; break;
	case OPT_MAXSEG:
		v = t->pcb && t->pcb->state != LISTEN ? t->pcb->mss : 536;
		break;
	case OPT_SYNCNT: v = TCP_SYNMAXRTX; break;
	case OPT_QUICKACK: v = 0; break;
	case OPT_CONGESTION:
		memcpy(val, "reno", *len = sizeof "reno");
		return 0;
	case OPT_INFO:
		return info(t, val, len);
	default:
		return -ENOPROTOOPT;
	}
	memcpy(val, &v, sizeof v);
	*len = sizeof v;
	return 0;
}

long uc_tcp_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	struct uc_tcp *t = f->data;
	int v;
	switch (req) {
	case FIONREAD:
		if (t->i.s.listening)
			return -EINVAL;
		v = t->rx_bytes;
		break;
	case TIOCOUTQ:
		if (t->i.s.listening)
			return -EINVAL;
		v = t->pcb ? TCP_SND_BUF - t->pcb->snd_buf : 0;
		break;
	default:
		return uc_netdev_ioctl(req, arg);
	}
	return uc_copy_out((void *)arg, &v, sizeof v);
}
