/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * "Unreachable" messages of ICMP (RFC 792, RFC 4443 section 3.1) for connected
 * UDP sockets. lwIP drops them; a raw pcb of the kernel's own sees them first.
 */
#include "inet.h"
#include "lwip/icmp.h"
#include "lwip/inet_chksum.h"
#include "lwip/ip.h"
#include "lwip/prot/icmp6.h"
#include "lwip/raw.h"

#define HEADER 8 /* of the message: type, code, checksum, four bytes unused */

/* Codes that mean the next datagram will not arrive either; the others, such as
 * a route that is missing right now, are no errors (RFC 1122, section 4.1.3.3,
 * and the same choice as Linux's). */
static const uint8_t lasting4[] = {
	[ICMP_DUR_PROTO] = ENOPROTOOPT,
	[ICMP_DUR_PORT] = ECONNREFUSED,
	[6] = ENETUNREACH,   /* network unknown */
	[7] = EHOSTDOWN,     /* host unknown */
	[8] = ENONET,        /* source host isolated */
	[9] = ENETUNREACH,   /* network prohibited */
	[10] = EHOSTUNREACH, /* host prohibited */
	[13] = EHOSTUNREACH, /* communication prohibited, RFC 1812 */
	[14] = EHOSTUNREACH, /* host precedence violation */
	[15] = EHOSTUNREACH, /* precedence cutoff */
};
static const uint8_t lasting6[] = {
	[ICMP6_DUR_PROHIBITED] = EACCES,
	[ICMP6_DUR_PORT] = ECONNREFUSED,
	[ICMP6_DUR_POLICY] = EACCES,
	[ICMP6_DUR_REJECT_ROUTE] = EACCES,
};

static bool intact(struct pbuf *p, unsigned at)
{
	bool v6 = ip_current_is_v6();
	if (!(ip_current_input_netif()->chksum_flags &
	      (v6 ? NETIF_CHECKSUM_CHECK_ICMP6 : NETIF_CHECKSUM_CHECK_ICMP)))
		return true; /* the loopback device, which fills none in */
	if (pbuf_remove_header(p, at))
		return false;
	u16_t sum = v6 ? ip6_chksum_pseudo(p, IP6_NEXTH_ICMP6, p->tot_len,
					   ip6_current_src_addr(),
					   ip6_current_dest_addr())
		       : inet_chksum_pbuf(p);
	pbuf_add_header_force(p, at);
	return !sum;
}

/* The datagram that the message is about, which this machine sent: where its
 * ports are, or 0. */
static unsigned original4(const struct pbuf *p, unsigned at, ip_addr_t *src,
			  ip_addr_t *dst)
{
	struct ip_hdr h;
	if (pbuf_copy_partial(p, &h, sizeof h, at) != sizeof h)
		return 0;
	if (IPH_V(&h) != 4 || IPH_HL_BYTES(&h) < sizeof h ||
	    IPH_PROTO(&h) != IP_PROTO_UDP ||
	    IPH_OFFSET(&h) & PP_HTONS(IP_OFFMASK))
		return 0;
	ip_addr_set_ip4_u32_val(*src, h.src.addr);
	ip_addr_set_ip4_u32_val(*dst, h.dest.addr);
	return at + IPH_HL_BYTES(&h);
}

static unsigned original6(const struct pbuf *p, unsigned at, ip_addr_t *src,
			  ip_addr_t *dst)
{
	struct ip6_hdr h;
	if (pbuf_copy_partial(p, &h, sizeof h, at) != sizeof h)
		return 0;
	if (IP6H_V(&h) != 6 || IP6H_NEXTH(&h) != IP6_NEXTH_UDP)
		return 0;
	ip_addr_copy_from_ip6_packed(*src, h.src);
	ip_addr_copy_from_ip6_packed(*dst, h.dest);
	return at + sizeof h;
}

static u8_t on_message(void *arg, struct raw_pcb *pcb, struct pbuf *p,
		       const ip_addr_t *from)
{
	unsigned at = ip_current_header_tot_len(), code;
	bool v6 = ip_current_is_v6();
	ip_addr_t src, dst;
	uint16_t ports[2];
	int error = 0;
	(void)arg, (void)pcb, (void)from;
	if (p->tot_len < at + HEADER ||
	    pbuf_get_at(p, at) != (v6 ? ICMP6_TYPE_DUR : ICMP_DUR))
		return 0;
	code = pbuf_get_at(p, at + 1);
	if (v6 && code < UC_ARRAY_SIZE(lasting6))
		error = lasting6[code];
	else if (!v6 && code < UC_ARRAY_SIZE(lasting4))
		error = lasting4[code];
	if (!error || !intact(p, at))
		return 0;
	at = v6 ? original6(p, at + HEADER, &src, &dst)
		: original4(p, at + HEADER, &src, &dst);
	if (at && pbuf_copy_partial(p, ports, sizeof ports, at) == sizeof ports)
		uc_udp_unreachable(&src, lwip_ntohs(ports[0]), &dst,
				   lwip_ntohs(ports[1]), error);
	return 0;
}

int uc_icmp_listen(void)
{
	static struct raw_pcb *four, *six;
	if (!four)
		four = raw_new_ip_type(IPADDR_TYPE_V4, IP_PROTO_ICMP);
	if (!six)
		six = raw_new_ip_type(IPADDR_TYPE_V6, IP6_NEXTH_ICMP6);
	if (!four || !six)
		return -ENOBUFS;
	raw_recv(four, on_message, NULL);
	raw_recv(six, on_message, NULL);
	return 0;
}
