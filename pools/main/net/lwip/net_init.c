/* SPDX-License-Identifier: BSD-3-Clause */
/* Bringing the stack up; linked because a socket family refers to it. */
#include <uc/end.h>
#include <uc/page.h>
#include "net.h"
#include "inet.h"
#include "lwip/igmp.h"
#include "lwip/priv/tcp_priv.h"
#include "lwip/udp.h"

#define WINDOW_LEAST (32u << 10)
#define WINDOW_MOST  (256u << 10)

unsigned uc_tcp_window, uc_tcp_sndbuf;

/* A 64th of memory a connection and direction, within reason. */
static void choose_windows(void)
{
	struct uc_page_stats st;
	uc_page_stats(&st);
	uint64_t w = st.total * UC_PAGE_SIZE / 64;
	w = UC_MAX(UC_MIN(w, WINDOW_MOST), WINDOW_LEAST);
	uc_tcp_window = UC_ALIGN_DOWN(w, 1u << TCP_RCV_SCALE);
	uc_tcp_sndbuf = uc_tcp_window;
}

static void net_init(void)
{
	choose_windows();
	igmp_init(); /* the loopback device joins a group */
	netif_init();
	udp_init();
	tcp_init();
	uc_tcp_init();
	uc_net_config_listen();
	uc_net_devices();
	uc_netd_start();
	uc_net_end = uc_net_finish;
}
UC_INIT(UC_INIT_NET, net_init);

/* Referred to by the families, so that this file comes with them. */
const char uc_net_linked;
