/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * After a move the bridges and neighbours of the new place do not know where this
 * machine is: it says so for each of its addresses, at once and a second later, as
 * the first may come before the other side's port forwards. RFC 5227, section 3, and
 * RFC 4861, section 7.2.6.
 */
#include "net.h"
#include "lwip/etharp.h"
#include "lwip/icmp6.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip6.h"
#include "lwip/prot/icmp6.h"
#include "lwip/prot/nd6.h"

#define TIMES 2
#define HOPS  255 /* less came from elsewhere and is ignored */

struct advertisement {
	struct na_header head;
	uint8_t type, length; /* in units of eight bytes */
	uint8_t mac[6];
} __attribute__((packed));

static void advertise(struct netif *nif, const ip6_addr_t *address)
{
	struct pbuf *p = pbuf_alloc(PBUF_IP, sizeof(struct advertisement), PBUF_RAM);
	struct advertisement *a;
	ip6_addr_t all;

	if (!p)
		return;
	a = p->payload;
	memset(a, 0, sizeof *a);
	a->head.type = ICMP6_TYPE_NA;
	a->head.flags = ND6_FLAG_OVERRIDE;
	ip6_addr_copy_to_packed(a->head.target_address, *address);
	a->type = ND6_OPTION_TYPE_TARGET_LLADDR;
	a->length = 1;
	memcpy(a->mac, nif->hwaddr, sizeof a->mac);
	ip6_addr_set_allnodes_linklocal(&all);
	ip6_addr_assign_zone(&all, IP6_MULTICAST, nif);
	a->head.chksum = ip6_chksum_pseudo(p, IP6_NEXTH_ICMP6, p->len, address, &all);
	ip6_output_if(p, address, &all, HOPS, 0, IP6_NEXTH_ICMP6, nif);
	pbuf_free(p);
}

static void announce(struct netif *nif)
{
	if (!ip4_addr_isany(netif_ip4_addr(nif)))
		etharp_gratuitous(nif);
	for (int i = 0; i < LWIP_IPV6_NUM_ADDRESSES; i++)
		if (ip6_addr_isvalid(netif_ip6_addr_state(nif, i)))
			advertise(nif, netif_ip6_addr(nif, i));
}

void uc_net_announce_moved(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (e->dev->moved) {
			e->dev->moved = false;
			uc_net_offers(e);
			announce(&e->nif);
			e->announce = TIMES - 1;
		}
}

void uc_net_announce_tick(void)
{
	for (struct uc_eth *e = uc_net_eths; e; e = e->next)
		if (e->announce) {
			e->announce--;
			announce(&e->nif);
		}
}
