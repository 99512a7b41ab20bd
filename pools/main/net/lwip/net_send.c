/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Frames on their way to a device. Segments of a connection that follow each other
 * become one large frame, where the device cuts such ones: all that lies behind
 * us then handles one frame instead of forty. lwIP keeps its segments as it
 * made them, for what has to be sent again; only the headers are copied.
 */
#include <uc/heap.h>
#include "net.h"
#include "lwip/inet_chksum.h"
#include "lwip/prot/ethernet.h"
#include "lwip/prot/ip.h"
#include "lwip/prot/ip4.h"
#include "lwip/prot/ip6.h"
#include "lwip/prot/tcp.h"

#define HEADERS 128       /* bytes of them, at most */
#define WORTH   512       /* bytes of a segment that may be followed */
#define JOINED  1UL       /* in a cookie: it is a struct joined */

/* Where a frame's headers begin; Ethernet's is at 0. */
struct headers {
	uint16_t tcp, data;
	bool v6;
};

struct joined {
	unsigned count;
	uint8_t headers[HEADERS];
	struct pbuf *segment[];
};

void uc_net_frame_sent(struct uc_netdev *dev, void *cookie)
{
	struct joined *j = (void *)((uintptr_t)cookie & ~JOINED);
	((struct uc_eth *)dev->stack)->sending--;
	if (!((uintptr_t)cookie & JOINED)) {
		pbuf_free(cookie);
		return;
	}
	for (unsigned i = 0; i < j->count; i++)
		pbuf_free(j->segment[i]);
	uc_free(j);
}

/* lwIP builds all headers in the first pbuf. false: this is no TCP. */
static bool find(const struct pbuf *p, struct headers *h)
{
	const uint8_t *f = p->payload;
	const struct eth_hdr *eh = (const void *)f;
	unsigned n;
	if (p->len < SIZEOF_ETH_HDR + IP_HLEN)
		return false;
	h->v6 = eh->type == PP_HTONS(ETHTYPE_IPV6);
	if (h->v6) {
		const struct ip6_hdr *ih = (const void *)(f + SIZEOF_ETH_HDR);
		if (p->len < SIZEOF_ETH_HDR + IP6_HLEN || IP6H_NEXTH(ih) != IP_PROTO_TCP)
			return false;
		h->tcp = SIZEOF_ETH_HDR + IP6_HLEN;
	} else {
		const struct ip_hdr *ih = (const void *)(f + SIZEOF_ETH_HDR);
		if (eh->type != PP_HTONS(ETHTYPE_IP) || IPH_PROTO(ih) != IP_PROTO_TCP ||
		    IPH_OFFSET(ih) & PP_HTONS(IP_MF | IP_OFFMASK))
			return false;
		h->tcp = SIZEOF_ETH_HDR + IPH_HL_BYTES(ih);
	}
	if (p->len < h->tcp + TCP_HLEN)
		return false;
	n = TCPH_HDRLEN_BYTES((const struct tcp_hdr *)(f + h->tcp));
	h->data = h->tcp + n;
	return n >= TCP_HLEN && h->data <= p->len;
}

/* The device sums from TCP's header on; the field holds the pseudo header's sum
 * for n bytes. */
static void offload(struct uc_netsend *s, uint8_t *f, const struct headers *h, size_t n)
{
	const uint8_t *ip = f + SIZEOF_ETH_HDR;
	const void *from = h->v6 ? (const void *)&((const struct ip6_hdr *)ip)->src
				 : (const void *)&((const struct ip_hdr *)ip)->src;
	u32_t sum = uc_net_checksum(from, h->v6 ? 32 : 8) + PP_HTONS(IP_PROTO_TCP) + lwip_htons(n);
	sum = FOLD_U32T(sum);
	sum = FOLD_U32T(sum);
	((struct tcp_hdr *)(f + h->tcp))->chksum = sum;
	s->csum_start = h->tcp;
	s->csum_offset = offsetof(struct tcp_hdr, chksum);
}

/* The device copies, or calls sent when it is done. */
static int hand_over(struct uc_eth *e, const struct uc_netsend *s)
{
	int r;
	e->sending++;
	r = e->dev->ops->send(e->dev, s);
	if (r == -ENOBUFS) {
		e->dev->ops->flush(e->dev);
		r = e->dev->ops->send(e->dev, s);
	}
	if (r)
		e->sending--;
	if (r == -ENOBUFS) {
		e->stalled = true;
		uc_net_wake();
	}
	return r;
}

static unsigned add(struct uc_netpiece *piece, const struct pbuf *p, unsigned skip)
{
	unsigned n = 0;
	for (; p; p = p->next, skip = 0)
		if (p->len > skip)
			piece[n++] = (struct uc_netpiece){(uint8_t *)p->payload + skip, p->len - skip};
	return n;
}

/* A frame as it is; h: unless NULL, its checksum is the device's. Takes p over
 * unless the queue is full. */
static int single(struct uc_eth *e, struct pbuf *p, const struct headers *h)
{
	struct uc_netpiece piece[UC_NET_PIECES];
	struct uc_netsend s = {.piece = piece, .cookie = p};
	int r;
	s.count = add(piece, p, 0);
	if (h)
		offload(&s, p->payload, h, p->tot_len - h->tcp);
	r = hand_over(e, &s);
	if (r && r != -ENOBUFS)
		pbuf_free(p);
	return r;
}

/* The headers of the large frame are those of its first segment, but for what
 * says how long it is, and for what the last one adds. */
static void head(struct uc_burst *b, struct joined *j, struct uc_netsend *s)
{
	const struct headers h = {b->tcp, b->data, b->v6};
	uint8_t *f = j->headers;
	struct tcp_hdr *th = (void *)(f + b->tcp);
	size_t all = b->data + b->bytes;
	memcpy(f, b->segment[0]->payload, b->data);
	TCPH_SET_FLAG(th, b->flags);
	if (b->v6) {
		IP6H_PLEN_SET((struct ip6_hdr *)(f + SIZEOF_ETH_HDR), all - SIZEOF_ETH_HDR - IP6_HLEN);
	} else {
		struct ip_hdr *ih = (void *)(f + SIZEOF_ETH_HDR);
		IPH_LEN_SET(ih, lwip_htons(all - SIZEOF_ETH_HDR));
		IPH_CHKSUM_SET(ih, 0);
		IPH_CHKSUM_SET(ih, ~uc_net_checksum(ih, b->tcp - SIZEOF_ETH_HDR));
	}
	offload(s, f, &h, all - b->tcp);
	s->gso_size = b->size;
	s->gso_header = b->data;
	s->gso_v6 = b->v6;
}

static int join(struct uc_eth *e, struct uc_burst *b)
{
	struct uc_netpiece piece[UC_NET_PIECES];
	struct uc_netsend s = {.piece = piece, .count = 1};
	struct joined *j = uc_malloc(sizeof *j + b->count * sizeof j->segment[0]);
	int r;
	if (!j)
		return -ENOMEM;
	j->count = b->count;
	head(b, j, &s);
	piece[0] = (struct uc_netpiece){j->headers, b->data};
	for (unsigned i = 0; i < b->count; i++) {
		j->segment[i] = b->segment[i];
		s.count += add(piece + s.count, b->segment[i], b->data);
	}
	s.cookie = (void *)((uintptr_t)j | JOINED);
	r = hand_over(e, &s);
	if (r)
		uc_free(j);
	if (!r)
		b->count = 0;
	return r;
}

bool uc_net_burst_out(struct uc_eth *e)
{
	struct uc_burst *b = &e->burst;
	const struct headers h = {b->tcp, b->data, b->v6};
	const unsigned can = e->dev->features; /* maybe less than when they were collected */
	unsigned done = 0;
	if (b->count > 1 && can & (b->v6 ? UC_NET_TSO6 : UC_NET_TSO4) && join(e, b) == -ENOBUFS)
		return false;
	/* what is alone, or had no memory to be joined */
	for (; done < b->count; done++)
		if (single(e, b->segment[done], can & UC_NET_TX_CSUM ? &h : NULL) == -ENOBUFS)
			break;
	b->count -= done;
	memmove(b->segment, b->segment + done, b->count * sizeof b->segment[0]);
	b->closed |= done;
	return !b->count;
}

static bool same(const uint8_t *a, const uint8_t *b, unsigned from, unsigned to)
{
	return !memcmp(a + from, b + from, to - from);
}

/* Whether the frame is what the burst goes on with. */
static bool follows(const struct uc_burst *b, const struct pbuf *p, const struct headers *h)
{
	const uint8_t *f = p->payload, *first = b->segment[0]->payload;
	const struct tcp_hdr *th = (const void *)(f + h->tcp), *bh = (const void *)(first + h->tcp);
	const unsigned ip = SIZEOF_ETH_HDR, n = p->tot_len - h->data;
	if (b->closed || h->v6 != b->v6 || h->tcp != b->tcp || h->data != b->data ||
	    lwip_ntohl(th->seqno) != b->next || n > b->size ||
	    b->bytes + n + h->data > UINT16_MAX || b->pieces + pbuf_clen(p) > UC_NET_PIECES)
		return false;
	/* all but lengths, IPv4's number and sum of the header */
	if (h->v6 ? !same(f, first, 0, ip + 4) || !same(f, first, ip + 6, h->tcp)
		  : !same(f, first, 0, ip + 2) || !same(f, first, ip + 6, ip + 10) ||
		    !same(f, first, ip + 12, h->tcp))
		return false;
	return th->src == bh->src && th->dest == bh->dest && th->ackno == bh->ackno &&
	       th->wnd == bh->wnd && same(f, first, h->tcp + TCP_HLEN, h->data);
}

static void append(struct uc_burst *b, struct pbuf *p, const struct headers *h)
{
	const struct tcp_hdr *th = (const void *)((const uint8_t *)p->payload + h->tcp);
	unsigned n = p->tot_len - h->data;
	if (!b->count) {
		b->tcp = h->tcp;
		b->data = h->data;
		b->v6 = h->v6;
		b->size = n;
		b->bytes = 0;
		b->pieces = 1;
		b->flags = 0;
		b->closed = n < WORTH;
		b->next = lwip_ntohl(th->seqno);
	}
	b->segment[b->count++] = p;
	b->bytes += n;
	b->next += n;
	b->pieces += pbuf_clen(p);
	b->flags |= TCPH_FLAGS(th);
	b->closed |= n < b->size || TCPH_FLAGS(th) & TCP_FIN || b->count == UC_BURST;
}

static bool joins(const struct uc_eth *e, const struct pbuf *p, const struct headers *h)
{
	const struct tcp_hdr *th = (const void *)((const uint8_t *)p->payload + h->tcp);
	return e->dev->features & (h->v6 ? UC_NET_TSO6 : UC_NET_TSO4) && p->tot_len > h->data &&
	       h->data <= HEADERS && (TCPH_FLAGS(th) & ~(TCP_PSH | TCP_FIN)) == TCP_ACK &&
	       pbuf_clen(p) < UC_NET_PIECES;
}

err_t uc_net_output(struct netif *nif, struct pbuf *p)
{
	struct uc_eth *e = nif->state;
	struct uc_burst *b = &e->burst;
	struct headers h;
	bool tcp = e->dev->features & UC_NET_TX_CSUM && find(p, &h), kept;
	int r = 0;
	e->dirty = true;
	kept = tcp && joins(e, p, &h);
	if (b->count && !(kept && follows(b, p, &h)) && !uc_net_burst_out(e))
		return ERR_MEM;
	if (pbuf_clen(p) > UC_NET_PIECES) {
		p = pbuf_clone(PBUF_RAW, PBUF_RAM, p);
		if (!p)
			return ERR_MEM;
	} else {
		pbuf_ref(p);
	}
	if (kept) {
		append(b, p, &h);
		/* what nothing can follow need not wait; if it must, it is sent later */
		if (b->closed)
			uc_net_burst_out(e);
		return ERR_OK;
	}
	r = single(e, p, tcp ? &h : NULL);
	if (r == -ENOBUFS)
		pbuf_free(p);
	return r ? ERR_MEM : ERR_OK;
}
