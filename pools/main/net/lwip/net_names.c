/* SPDX-License-Identifier: BSD-3-Clause */
/* Interface names as Linux has them: lo, eth0, eth1 … */
#define _GNU_SOURCE
#include <net/if.h>
#include "net.h"

void uc_netif_name(const struct netif *n, char name[16])
{
	unsigned i = 0;
	for (struct uc_eth *e = uc_net_eths; e; e = e->next, i++)
		if (&e->nif == n) {
			uc_snprintf(name, 16, "eth%u", i);
			return;
		}
	uc_strlcpy(name, "lo", 16);
}

struct netif *uc_netif_by_name(const char *name)
{
	struct netif *n;
	char have[16];
	NETIF_FOREACH(n) {
		uc_netif_name(n, have);
		if (!strcmp(have, name))
			return n;
	}
	return NULL;
}

short uc_netif_flags(const struct netif *n)
{
	bool eth = n->flags & NETIF_FLAG_ETHARP;
	return (netif_is_up(n) ? IFF_UP | IFF_RUNNING : 0) |
	       (eth ? IFF_BROADCAST | IFF_MULTICAST : IFF_LOOPBACK);
}
