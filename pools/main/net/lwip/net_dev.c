/* SPDX-License-Identifier: BSD-3-Clause */
/* Network devices under lwIP: frames in both directions without a copy. */
#include <uc/heap.h>
#include "net.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip4.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"
#include "netif/ethernet.h"

struct uc_eth *uc_net_eths;

_Static_assert(sizeof(struct pbuf_custom) <= sizeof((struct uc_netbuf){0}.stack),
	       "a pbuf fits into a driver's buffer");

static void recycle(struct pbuf *p)
{
	struct uc_netbuf *b = UC_CONTAINER(p, struct uc_netbuf, stack);
	b->dev->ops->recycle(b->dev, b);
}

static void input(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct uc_eth *e = dev->stack;
	struct pbuf_custom *pc = (void *)b->stack;
	uc_assert(b->len <= b->room);
	pc->custom_free_function = recycle;
	struct pbuf *p = b->len <= UINT16_MAX && b->len >= SIZEOF_ETH_HDR
		? pbuf_alloced_custom(PBUF_RAW, b->len, PBUF_REF, pc, b->data,
				      UC_MIN(b->room, (uint32_t)UINT16_MAX))
		: NULL;
	if (!p) {
		dev->ops->recycle(dev, b);
		return;
	}
	u16_t flags = e->checks;
	if (b->flags & (UC_NETBUF_CSUM_OK | UC_NETBUF_CSUM_PARTIAL))
		flags &= ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
	NETIF_SET_CHECKSUM_CTRL(&e->nif, flags);
	if (e->nif.input(p, &e->nif) != ERR_OK)
		pbuf_free(p);
	NETIF_SET_CHECKSUM_CTRL(&e->nif, e->checks);
}

static void sent(struct uc_netdev *dev, void *cookie)
{
	(void)dev;
	pbuf_free(cookie);
}

static void kick(struct uc_netdev *dev)
{
	(void)dev;
	uc_net_wake();
}

/* Prepares the device's TCP checksum: the field holds the pseudo header's sum.
 * Headers are in the first pbuf, where lwIP builds them. */
static void offload(struct uc_netsend *s, struct pbuf *p)
{
	uint8_t *f = p->payload;
	unsigned start;
	u32_t sum;
	u16_t n;
	if (p->len < SIZEOF_ETH_HDR + IP_HLEN)
		return;
	struct eth_hdr *eh = (void *)f;
	if (eh->type == PP_HTONS(ETHTYPE_IP)) {
		struct ip_hdr *ih = (void *)(f + SIZEOF_ETH_HDR);
		if (IPH_PROTO(ih) != IP_PROTO_TCP)
			return;
		start = SIZEOF_ETH_HDR + IPH_HL_BYTES(ih);
		n = p->tot_len - start;
		sum = uc_net_checksum(&ih->src, 8) + PP_HTONS(IP_PROTO_TCP) +
		      lwip_htons(n);
	} else if (eh->type == PP_HTONS(ETHTYPE_IPV6)) {
		struct ip6_hdr *ih = (void *)(f + SIZEOF_ETH_HDR);
		if (p->len < SIZEOF_ETH_HDR + IP6_HLEN ||
		    IP6H_NEXTH(ih) != IP_PROTO_TCP)
			return;
		start = SIZEOF_ETH_HDR + IP6_HLEN;
		n = p->tot_len - start;
		sum = uc_net_checksum(&ih->src, 32) + PP_HTONS(IP_PROTO_TCP) +
		      lwip_htons(n);
	} else {
		return;
	}
	if (p->len < start + TCP_HLEN)
		return;
	sum = FOLD_U32T(sum);
	sum = FOLD_U32T(sum);
	((struct tcp_hdr *)(f + start))->chksum = sum;
	s->csum_start = start;
	s->csum_offset = offsetof(struct tcp_hdr, chksum);
}

static err_t output(struct netif *nif, struct pbuf *p)
{
	struct uc_eth *e = nif->state;
	struct uc_netpiece piece[UC_NET_PIECES];
	struct uc_netsend s = {.piece = piece};
	if (pbuf_clen(p) > UC_NET_PIECES) {
		p = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
		if (!p)
			return ERR_MEM;
	} else {
		pbuf_ref(p);
	}
	for (struct pbuf *q = p; q; q = q->next)
		if (q->len)
			piece[s.count++] = (struct uc_netpiece){q->payload, q->len};
	if (e->dev->features & UC_NET_TX_CSUM)
		offload(&s, p);
	s.cookie = p;
	int r = e->dev->ops->send(e->dev, &s);
	if (r == -ENOBUFS) {
		e->dev->ops->flush(e->dev);
		r = e->dev->ops->send(e->dev, &s);
	}
	if (r < 0) {
		pbuf_free(p);
		e->stalled = true;
		uc_net_wake();
		return ERR_MEM;
	}
	e->dirty = true;
	return ERR_OK;
}

static err_t setup(struct netif *nif)
{
	struct uc_eth *e = nif->state;
	nif->name[0] = 'e';
	nif->name[1] = 't';
	nif->hwaddr_len = sizeof e->dev->mac;
	memcpy(nif->hwaddr, e->dev->mac, sizeof e->dev->mac);
	nif->mtu = nif->mtu6 = e->dev->mtu ? e->dev->mtu : 1500;
	nif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		     NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	nif->output = etharp_output;
	nif->output_ip6 = ethip6_output;
	nif->linkoutput = output;
	e->checks = NETIF_CHECKSUM_ENABLE_ALL;
	if (e->dev->features & UC_NET_TX_CSUM)
		e->checks &= ~NETIF_CHECKSUM_GEN_TCP;
	NETIF_SET_CHECKSUM_CTRL(nif, e->checks);
	return ERR_OK;
}

static void add(struct uc_netdev *dev)
{
	struct uc_eth *e = uc_zalloc(sizeof *e), **at = &uc_net_eths;
	if (!e)
		uc_panic("no memory for a network device");
	e->dev = dev;
	dev->stack = e;
	dev->kick = kick;
	dev->input = input;
	dev->sent = sent;
	netif_add_noaddr(&e->nif, e, setup, ethernet_input);
	while (*at)
		at = &(*at)->next;
	*at = e;
	if (!netif_default)
		netif_set_default(&e->nif);
	netif_set_link_up(&e->nif);
	netif_set_up(&e->nif);
	uc_net_configure(e);
}

void uc_net_devices(void)
{
	for (const void *const *m = UC_MEMBERS(netdev); *m; m++) {
		const struct uc_netdev_driver *drv = *m;
		struct uc_netdev *dev;
		for (unsigned i = 0; (dev = drv->probe(i)); i++)
			add(dev);
	}
}
