/* SPDX-License-Identifier: BSD-3-Clause */
/* Initial sequence numbers, RFC 6528: a clock plus a keyed hash of the tuple. */
#include <uc/timer.h>
#include "net.h"
#include "uc_lwip_hooks.h"

static void put_addr(uint32_t w[4], const ip_addr_t *a)
{
	if (IP_IS_V6(a))
		memcpy(w, ip_2_ip6(a)->addr, 16);
	else
		w[0] = ip_2_ip4(a)->addr;
}

u32_t uc_tcp_isn(const ip_addr_t *local, u16_t local_port,
		 const ip_addr_t *remote, u16_t remote_port)
{
	struct {
		uint32_t local[4], remote[4];
		uint16_t port[2];
	} t;
	memset(&t, 0, sizeof t);
	put_addr(t.local, local);
	put_addr(t.remote, remote);
	t.port[0] = local_port;
	t.port[1] = remote_port;
	return (u32_t)uc_net_hash(&t, sizeof t) + (u32_t)(uc_monotonic() / 4000);
}
