/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Loss recovery with selective acknowledgements (RFC 6675), which lwIP reports
 * to its peers but does not read; without, it would need a timeout for each
 * further segment lost from a window. lwIP enters fast recovery by itself. Here
 * holes below what the peer has are sent again, one for each acknowledgement; a
 * retransmission that the peer calls needless (RFC 2883) was no loss but
 * reordering: the window is restored (RFC 3708) and more patience shown.
 *
 * Two bits of lwIP's segments that it does not use keep the score.
 */
#include "tcp.h"

#define SEG_SACKED 0x40
#define SEG_RESENT 0x80
#define REORDERING_LEAST 3
#define REORDERING_MOST 64

static uint32_t first(const struct tcp_seg *s) { return lwip_ntohl(s->tcphdr->seqno); }
static uint32_t after(const struct tcp_seg *s) { return first(s) + TCP_TCPLEN(s); }

static uint32_t get32(const uint8_t *p)
{
	uint32_t v;
	memcpy(&v, p, 4);
	return lwip_ntohl(v);
}

/* The SACK option's blocks (RFC 2018): their number. */
static unsigned blocks(const struct tcp_hdr *hdr, unsigned n,
		       uint32_t block[4][2])
{
	const uint8_t *o = (const uint8_t *)(hdr + 1);
	unsigned count = 0;
	while (n) {
		if (*o == 0)
			break;
		if (*o == 1) {
			o++;
			n--;
			continue;
		}
		if (n < 2 || o[1] < 2 || o[1] > n)
			break;
		if (*o == 5) {
			for (unsigned i = 2; i + 8 <= o[1] && count < 4; i += 8) {
				block[count][0] = get32(o + i);
				block[count++][1] = get32(o + i + 4);
			}
			break;
		}
		n -= o[1];
		o += o[1];
	}
	return count;
}

/* The first block repeats what was acknowledged before: a duplicate arrived. */
static bool duplicate(const struct tcp_hdr *hdr, uint32_t block[4][2],
		      unsigned n)
{
	return TCP_SEQ_LEQ(block[0][1], hdr->ackno) ||
	       (n > 1 && TCP_SEQ_GEQ(block[0][0], block[1][0]) &&
		TCP_SEQ_LEQ(block[0][1], block[1][1]));
}

static void needless(struct uc_tcp *t)
{
	if (t->resent <= t->needless || ++t->needless < t->resent)
		return;
	struct tcp_pcb *p = t->pcb;
	p->cwnd = UC_MAX(p->cwnd, t->cwnd_before);
	p->ssthresh = UC_MAX(p->ssthresh, t->ssthresh_before);
	t->recovering = false;
	tcp_clear_flags(p, TF_INFR);
	t->reordering = UC_MIN(UC_MAX(t->reordering, REORDERING_LEAST) * 2,
			       REORDERING_MOST);
}

/* Marks what the peer has; returns the end of the highest such byte. */
static uint32_t mark(struct tcp_pcb *p, uint32_t block[4][2], unsigned n)
{
	uint32_t top = p->lastack;
	for (struct tcp_seg *s = p->unacked; s; s = s->next) {
		for (unsigned i = 0; i < n && !(s->flags & SEG_SACKED); i++)
			if (TCP_SEQ_GEQ(first(s), block[i][0]) &&
			    TCP_SEQ_LEQ(after(s), block[i][1]))
				s->flags |= SEG_SACKED;
		if (s->flags & SEG_SACKED)
			top = after(s);
	}
	return top;
}

/* Moves the segment at *at to the queue of those to send, which is sorted. */
static bool resend(struct uc_tcp *t, struct tcp_seg **at)
{
	struct tcp_seg *s = *at, **to = &t->pcb->unsent;
	if (s->p->ref != 1)
		return false; /* the device has it still */
	*at = s->next;
	while (*to && TCP_SEQ_LT(first(*to), first(s)))
		to = &(*to)->next;
	s->next = *to;
	*to = s;
	if (!s->next)
		t->pcb->unsent_oversize = 0;
	s->flags |= SEG_RESENT;
	t->pcb->rttest = 0; /* RFC 6298, section 3 */
	t->resent++;
	return true;
}

static unsigned patience(const struct uc_tcp *t)
{
	/* never so much that a small window starves into a timeout */
	uint32_t flight = (t->pcb->snd_nxt - t->pcb->lastack) / t->pcb->mss;
	unsigned n = UC_MIN((unsigned)t->reordering, flight / 2);
	return UC_MAX(n, REORDERING_LEAST);
}

/* Sends the first hole that counts as lost again. */
static void fill_hole(struct uc_tcp *t, uint32_t top)
{
	uint32_t margin = patience(t) * t->pcb->mss;
	for (struct tcp_seg **at = &t->pcb->unacked; *at; at = &(*at)->next) {
		struct tcp_seg *s = *at;
		if (TCP_SEQ_GT(after(s) + margin, top))
			return;
		if (!(s->flags & (SEG_SACKED | SEG_RESENT))) {
			resend(t, at);
			return;
		}
	}
}

/* lwIP has just begun fast recovery, and sent the first segment again. */
static void begin(struct uc_tcp *t)
{
	struct tcp_pcb *p = t->pcb;
	t->recovering = true;
	t->recover = p->snd_nxt;
	t->resent = 1;
	t->needless = 0;
	for (struct tcp_seg *s = p->unacked; s; s = s->next)
		s->flags &= ~SEG_RESENT;
	if (p->unacked)
		p->unacked->flags |= SEG_RESENT;
}

void uc_tcp_scoreboard(struct uc_tcp *t, const struct tcp_hdr *hdr,
		       unsigned optlen, bool empty)
{
	struct tcp_pcb *p = t->pcb;
	uint32_t block[4][2], top;
	unsigned n = blocks(hdr, optlen, block);
	if (p->flags & TF_INFR && !t->recovering)
		begin(t);
	if (!n)
		return;
	if (duplicate(hdr, block, n))
		needless(t);
	top = mark(p, block, n);
	if (t->recovering) {
		fill_hole(t, top);
		return;
	}
	/* lwIP's next step after two duplicates is fast recovery */
	if (empty && hdr->ackno == p->lastack && p->dupacks >= 2) {
		if (p->unacked && TCP_SEQ_GT(after(p->unacked) +
				(patience(t) - 1) * p->mss, top)) {
			p->dupacks = 1;
			return;
		}
		t->cwnd_before = p->cwnd;
		t->ssthresh_before = p->ssthresh;
	}
}

void uc_tcp_recovery(struct uc_tcp *t)
{
	struct tcp_pcb *p = t->pcb;
	if (!p || !TCP_SEQ_LT(p->lastack, t->recover) || !p->unacked ||
	    p->flags & TF_RTO) { /* the timeout sends everything again */
		t->recovering = false;
		return;
	}
	/* still in recovery: duplicates must not halve the window again, and
	 * this partial acknowledgement shows the next hole (RFC 6582) */
	tcp_set_flags(p, TF_INFR);
	if (!(p->unacked->flags & (SEG_SACKED | SEG_RESENT)))
		resend(t, &p->unacked);
	tcp_output(p);
}
