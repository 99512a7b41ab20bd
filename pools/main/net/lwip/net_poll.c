/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where the stack runs: in whichever thread waits for the network (it looks
 * before it sleeps), else in netd. Interrupts only wake netd and stay off until
 * netd has found nothing left to do, so that a busy machine takes none.
 */
#include <uc/thread.h>
#include <uc/timer.h>
#include "net.h"
#include "lwip/tcp.h"
#include "lwip/priv/tcp_priv.h"

bool uc_poll_idle(void);

#define BUDGET 64       /* frames a device and round */
#define UNRUNG_MAX 16   /* sends before the doorbell is rung anyway */
#define PATIENCE 200000 /* ns */

static struct uc_waitq netd_q = UC_WAITQ_INIT(netd_q);
static volatile bool netd_ready; /* woken, has not looked yet */
static bool polling;
static unsigned unrung;
static uint64_t unrung_since;

void uc_net_wake(void)
{
	if (netd_ready)
		return;
	netd_ready = true;
	uc_wake(&netd_q, -1, 0);
}

void uc_net_flush(void)
{
	unrung = 0;
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (e->dirty) {
			e->dirty = false;
			uc_net_burst_out(e); /* or it is left to resume */
			e->dev->ops->flush(e->dev);
		}
}

static unsigned loop_back(void)
{
	struct netif *n;
	unsigned count = 0;
	NETIF_FOREACH(n) {
		if (!n->loop_first)
			continue;
		/* what never left memory needs no verification */
		u16_t flags = n->chksum_flags;
		NETIF_SET_CHECKSUM_CTRL(n, flags & ~NETIF_CHECKSUM_CHECK_TCP &
						   ~NETIF_CHECKSUM_CHECK_UDP);
		netif_poll(n);
		NETIF_SET_CHECKSUM_CTRL(n, flags);
		count++;
	}
	return count;
}

/* A transmit queue was full and has room again. */
static void resume(struct uc_eth *e)
{
	e->stalled = false;
	if (!uc_net_burst_out(e))
		return;
	for (struct tcp_pcb *p = tcp_active_pcbs; p && !e->stalled; p = p->next)
		if (p->unsent)
			tcp_output(p);
}

/* While requests keep coming, answers collect: a doorbell is a trap to the
 * hypervisor. Not for long, though. */
static bool may_wait(unsigned received)
{
	return received && unrung && unrung < UNRUNG_MAX &&
	       uc_monotonic() - unrung_since < PATIENCE;
}

unsigned uc_net_poll(void)
{
	unsigned n = 0;
	if (polling)
		return 0;
	polling = true;
	for (struct uc_eth *e = uc_net_eths; e; e = e->next) {
		n += e->dev->ops->poll(e->dev, BUDGET);
		if (e->stalled)
			resume(e);
	}
	bool wait = may_wait(n);
	n += loop_back();
	if (!wait)
		uc_net_flush();
	polling = false;
	return n;
}

void uc_net_sent(void)
{
	if (polling)
		return;
	loop_back();
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (e->dirty) {
			/* soon: the sender usually waits for something next */
			if (!unrung++)
				unrung_since = uc_monotonic();
			if (unrung >= UNRUNG_MAX)
				uc_net_flush();
			else
				uc_net_wake();
			return;
		}
}

/* poll, select and epoll call this before they sleep. */
bool uc_poll_idle(void)
{
	return uc_net_poll() > 0;
}

static bool interrupts_on(void)
{
	bool more = false;
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		more |= e->dev->ops->irq_on(e->dev);
	return !more;
}

static void netd(void *arg)
{
	struct uc_wait w = {.thread = uc_current};
	(void)arg;
	uc_wait_add(&netd_q, &w);
	for (;;) {
		netd_ready = true;
		uc_net_timers();
		uc_net_announce_moved();
		unsigned n = uc_net_poll();
		if (uc_net_resolv_dirty)
			uc_net_resolv_update();
		if (n) {
			uc_yield();
			continue;
		}
		netd_ready = false; /* before one can come, which would wake nobody */
		if (!interrupts_on())
			continue;
		uc_sleep(uc_net_timer_next(), false);
	}
}

void uc_netd_start(void)
{
	if (!uc_thread_kernel("netd", netd, NULL))
		uc_panic("no memory for the network thread");
}
