/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's cyclic timers. Each runs only while something needs it, so that an
 * idle machine sleeps for a second at a time and not for a twentieth of one.
 */
#include <uc/timer.h>
#include "net.h"
#include "lwip/dhcp.h"
#include "lwip/etharp.h"
#include "lwip/igmp.h"
#include "lwip/ip4_frag.h"
#include "lwip/ip6_frag.h"
#include "lwip/mld6.h"
#include "lwip/nd6.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/sys.h"

#define MS 1000000ull
#define TIME_WAIT_MOST 512
#define RTO_LEAST 3 /* ticks */

static bool reports_pending(void)
{
	struct netif *n;
	NETIF_FOREACH(n) {
		for (struct igmp_group *g = netif_igmp_data(n); g; g = g->next)
			if (g->timer)
				return true;
		for (struct mld_group *g = netif_mld6_data(n); g; g = g->next)
			if (g->timer)
				return true;
	}
	return false;
}

static bool dhcp_pending(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next) {
		struct dhcp *d = netif_dhcp_data(&e->nif);
		if (d && d->request_timeout)
			return true;
	}
	return false;
}

static bool tcp_pending(void) { return tcp_active_pcbs || tcp_tw_pcbs; }
static bool always(void) { return uc_net_eths; }

/* RFC 4862 leaves a second for duplicate address detection; the link of a
 * virtual machine answers at once or not at all. */
#define DAD_MS 300

static bool tentative(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
			if (ip6_addr_istentative(
				    netif_ip6_addr_state(&e->nif, i)))
				return true;
	return false;
}

static void reports(void)
{
	igmp_tmr();
	mld6_tmr();
}

static void second(void)
{
	ip_reass_tmr();
	ip6_reass_tmr();
	etharp_tmr();
	nd6_tmr();
	uc_net_config_tick();
	uc_net_announce_tick();
}

/* A busy server leaves many connections in TIME-WAIT: the newest are kept. */
static void tcp(void)
{
	/* lwIP's estimate may come to nothing in ticks of 100 ms; Linux too
	 * waits for 200 ms at least */
	for (struct tcp_pcb *p = tcp_active_pcbs; p; p = p->next)
		if (p->rto < RTO_LEAST)
			p->rto = RTO_LEAST;
	tcp_tmr();
	struct tcp_pcb *p = tcp_tw_pcbs;
	for (unsigned i = 1; p && i < TIME_WAIT_MOST; i++)
		p = p->next;
	while (p && p->next)
		tcp_abort(p->next);
}

static struct {
	uint64_t period;
	bool (*needed)(void);
	void (*run)(void);
	uint64_t due; /* 0: not running */
} timers[] = {
	{TCP_TMR_INTERVAL * MS, tcp_pending, tcp, 0},
	{IGMP_TMR_INTERVAL * MS, reports_pending, reports, 0},
	{DAD_MS * MS, tentative, nd6_tmr, 0},
	{DHCP_FINE_TIMER_MSECS * MS, dhcp_pending, dhcp_fine_tmr, 0},
	{1000 * MS, always, second, 0},
	{DHCP_COARSE_TIMER_MSECS * MS, always, dhcp_coarse_tmr, 0},
};

void uc_net_timers(void)
{
	uint64_t now = uc_monotonic();
	for (unsigned i = 0; i < UC_ARRAY_SIZE(timers); i++) {
		if (!timers[i].due) {
			if (timers[i].needed())
				timers[i].due = now + timers[i].period;
			continue;
		}
		if (timers[i].due > now)
			continue;
		timers[i].run();
		/* after a long sleep one run has to do for the missed ones */
		timers[i].due = timers[i].needed() ? now + timers[i].period : 0;
	}
}

bool uc_net_tentative(void) { return tentative(); }

uint64_t uc_net_timer_next(void)
{
	uint64_t next = UINT64_MAX;
	for (unsigned i = 0; i < UC_ARRAY_SIZE(timers); i++)
		if (timers[i].due)
			next = UC_MIN(next, timers[i].due);
	return next;
}

/* lwIP: the first connection appeared. */
void tcp_timer_needed(void)
{
	if (!timers[0].due) {
		timers[0].due = uc_monotonic() + timers[0].period;
		uc_net_wake();
	}
}

u32_t sys_now(void)
{
	return uc_monotonic() / MS;
}
