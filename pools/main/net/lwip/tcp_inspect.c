/* SPDX-License-Identifier: BSD-3-Clause */
/* A look at each TCP segment before lwIP acts on it. */
#include "tcp.h"
#include "uc_lwip_hooks.h"
#include "lwip/ip.h"

/*
 * A new connection from the same port while the old one is in TIME-WAIT: taken
 * when its sequence number is beyond the old ones (RFC 1122, 4.2.2.13), so that
 * a busy client does not wait for a minute. lwIP would only acknowledge; so
 * the old pcb goes and the segment begins anew.
 */
static bool reopens(const struct tcp_pcb *pcb, const struct tcp_hdr *hdr)
{
	return (TCPH_FLAGS(hdr) & (TCP_SYN | TCP_ACK | TCP_RST | TCP_FIN)) ==
		       TCP_SYN &&
	       TCP_SEQ_GT(hdr->seqno, pcb->rcv_nxt);
}

static void again(struct tcp_pcb *pcb, struct tcp_hdr *hdr, u16_t optlen,
		  struct pbuf *p)
{
	tcp_pcb_remove(&tcp_tw_pcbs, pcb);
	tcp_free(pcb);
	/* as tcp_input found it */
	hdr->src = lwip_htons(hdr->src);
	hdr->dest = lwip_htons(hdr->dest);
	hdr->seqno = lwip_htonl(hdr->seqno);
	hdr->ackno = lwip_htonl(hdr->ackno);
	hdr->wnd = lwip_htons(hdr->wnd);
	if (pbuf_add_header_force(p, TCP_HLEN + optlen) || p->payload != hdr)
		return;
	pbuf_ref(p); /* the caller gives up its own */
	tcp_input(p, ip_current_input_netif());
}

err_t uc_tcp_inspect(struct tcp_pcb *pcb, struct tcp_hdr *hdr, u16_t optlen,
		     u16_t opt1len, struct pbuf *p)
{
	if (pcb->state == TIME_WAIT) {
		if (!reopens(pcb, hdr))
			return ERR_OK;
		again(pcb, hdr, optlen, p);
		return ERR_ABRT;
	}
	/* several segments in one frame: they are acknowledged at once, as two
	 * that came one by one would be */
	if (p->tot_len > TCP_MSS)
		tcp_set_flags(pcb, TF_ACK_DELAY);
	struct uc_tcp *t = pcb->callback_arg;
	if (pcb->state >= ESTABLISHED && t && TCPH_FLAGS(hdr) & TCP_ACK &&
	    uc_unlikely(optlen || pcb->flags & TF_INFR))
		uc_tcp_scoreboard(t, hdr, opt1len == optlen ? optlen : 0,
				  p->tot_len == 0);
	return ERR_OK;
}
