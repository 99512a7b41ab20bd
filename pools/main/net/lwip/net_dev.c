/* SPDX-License-Identifier: BSD-3-Clause */
/* Network devices under lwIP; received frames are used where they are. */
#include <uc/heap.h>
#include "net.h"
#include "lwip/etharp.h"
#include "lwip/ethip6.h"
#include "lwip/prot/ethernet.h"
#include "netif/ethernet.h"

struct uc_eth *uc_net_eths;

_Static_assert(sizeof(struct pbuf_custom) <= sizeof((struct uc_netbuf){0}.stack),
	       "a pbuf fits into a driver's buffer");

static void recycle(struct pbuf *p)
{
	struct uc_netbuf *b = UC_CONTAINER(p, struct uc_netbuf, stack);
	b->dev->ops->recycle(b->dev, b);
}

/* One buffer under a pbuf. NULL: it is no use, and is the driver's again. */
static struct pbuf *wrap(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct pbuf_custom *pc = (void *)b->stack;
	struct pbuf *p;
	uc_assert(b->len <= b->room);
	pc->custom_free_function = recycle;
	p = b->len <= UINT16_MAX
		? pbuf_alloced_custom(PBUF_RAW, b->len, PBUF_REF, pc, b->data,
				      UC_MIN(b->room, (uint32_t)UINT16_MAX))
		: NULL;
	if (!p)
		dev->ops->recycle(dev, b);
	return p;
}

static void input(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct uc_eth *e = dev->stack;
	u16_t flags = e->checks;
	struct pbuf *p = NULL;
	bool whole = b->len >= SIZEOF_ETH_HDR;
	if (b->flags & (UC_NETBUF_CSUM_OK | UC_NETBUF_CSUM_PARTIAL))
		flags &= ~(NETIF_CHECKSUM_CHECK_TCP | NETIF_CHECKSUM_CHECK_UDP);
	for (struct uc_netbuf *next; b; b = next) {
		struct pbuf *q;
		next = b->next; /* wrap uses b */
		q = wrap(dev, b);
		whole &= q && (!p || p->tot_len + q->tot_len <= UINT16_MAX);
		if (q && whole && p)
			pbuf_cat(p, q);
		else if (q && whole)
			p = q;
		else if (q)
			pbuf_free(q);
	}
	NETIF_SET_CHECKSUM_CTRL(&e->nif, flags);
	if (p && (!whole || e->nif.input(p, &e->nif) != ERR_OK))
		pbuf_free(p);
	NETIF_SET_CHECKSUM_CTRL(&e->nif, e->checks);
}

static void kick(struct uc_netdev *dev)
{
	(void)dev;
	uc_net_wake();
}

/* A frame that lwIP has made before it knew goes without a checksum, and is sent again. */
void uc_net_offers(struct uc_eth *e)
{
	e->nif.mtu = e->nif.mtu6 = e->dev->mtu ? e->dev->mtu : 1500;
	e->checks = NETIF_CHECKSUM_ENABLE_ALL;
	if (e->dev->features & UC_NET_TX_CSUM)
		e->checks &= ~NETIF_CHECKSUM_GEN_TCP;
	NETIF_SET_CHECKSUM_CTRL(&e->nif, e->checks);
}

static err_t setup(struct netif *nif)
{
	struct uc_eth *e = nif->state;
	nif->name[0] = 'e';
	nif->name[1] = 't';
	nif->hwaddr_len = sizeof e->dev->mac;
	memcpy(nif->hwaddr, e->dev->mac, sizeof e->dev->mac);
	nif->flags = NETIF_FLAG_BROADCAST | NETIF_FLAG_ETHARP |
		     NETIF_FLAG_ETHERNET | NETIF_FLAG_IGMP | NETIF_FLAG_MLD6;
	nif->output = etharp_output;
	nif->output_ip6 = ethip6_output;
	nif->linkoutput = uc_net_output;
	uc_net_offers(e);
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
	dev->sent = uc_net_frame_sent;
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
	struct uc_netdev *dev;

	for (unsigned i = 0; (dev = uc_netdev_get(i)); i++)
		add(dev);
	if (!uc_net_eths)
		uc_net_no_device();
}
