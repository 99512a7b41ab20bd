/* SPDX-License-Identifier: BSD-3-Clause */
/* Places where lwIP asks us; see tcp_isn.c and tcp_inspect.c. */
#ifndef UC_LWIP_HOOKS_H
#define UC_LWIP_HOOKS_H
#include "lwip/ip_addr.h"
#include "lwip/err.h"

struct tcp_pcb;
struct tcp_hdr;
struct pbuf;
u32_t uc_tcp_isn(const ip_addr_t *local, u16_t local_port,
		 const ip_addr_t *remote, u16_t remote_port);
#define LWIP_HOOK_TCP_ISN(l, lp, r, rp) uc_tcp_isn(l, lp, r, rp)

err_t uc_tcp_inspect(struct tcp_pcb *pcb, struct tcp_hdr *hdr, u16_t optlen,
		     u16_t opt1len, struct pbuf *p);
#define LWIP_HOOK_TCP_INPACKET_PCB(pcb, hdr, optlen, opt1len, opt2, p) \
	uc_tcp_inspect(pcb, hdr, optlen, opt1len, p)
#endif
