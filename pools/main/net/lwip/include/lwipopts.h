/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * lwIP's configuration: no operating system underneath (kernel code is not
 * preemptible, so nothing needs a lock), the callback API only, all memory
 * from the kernel heap.
 */
#ifndef UC_LWIPOPTS_H
#define UC_LWIPOPTS_H

#include <uc/config.h>

#define NO_SYS 1
#define SYS_LIGHTWEIGHT_PROT 0
#define LWIP_TIMERS 0 /* net_timer.c runs them: no allocation, no idle ticks */
#define LWIP_NETCONN 0
#define LWIP_SOCKET 0
#define LWIP_STATS 0
#define LWIP_DONT_PROVIDE_BYTEORDER_FUNCTIONS
#define lwip_htons(x) __builtin_bswap16(x)
#define lwip_htonl(x) __builtin_bswap32(x)

/* Memory. */
#define MEM_LIBC_MALLOC 1
#define MEMP_MEM_MALLOC 1
#define MEM_ALIGNMENT 16
void *uc_malloc(__SIZE_TYPE__);
void *uc_calloc(__SIZE_TYPE__, __SIZE_TYPE__);
void uc_free(void *);
#define mem_clib_malloc uc_malloc
#define mem_clib_calloc uc_calloc
#define mem_clib_free uc_free
#define LWIP_DISABLE_TCP_SANITY_CHECKS 1 /* the windows are variables */
#define LWIP_PBUF_REF_T unsigned short

/* Link layer. */
#define LWIP_ARP 1
#define LWIP_ETHERNET 1
#define ARP_TABLE_SIZE CONFIG_NET_LWIP_ARP_ENTRIES
#define ARP_QUEUEING 1
#define ARP_QUEUE_LEN 1024 /* many SYNs at once, before the first ARP answer */
#define ETHARP_SUPPORT_STATIC_ENTRIES 0
#define ETH_PAD_SIZE 0
#define LWIP_NETIF_HOSTNAME 1
#define LWIP_NETIF_LOOPBACK 1
#define LWIP_HAVE_LOOPIF 1
#define LWIP_LOOPIF_MULTICAST 1
#define LWIP_SINGLE_NETIF 0
#define LWIP_SUPPORT_CUSTOM_PBUF 1
#define LWIP_NETIF_EXT_STATUS_CALLBACK 1
#define LWIP_CHECKSUM_CTRL_PER_NETIF 1

/* IPv4. */
#define LWIP_IPV4 1
#define IP_FORWARD 0
#define IP_REASSEMBLY 1
#define IP_FRAG 1
#define IP_REASS_MAX_PBUFS 64
#define IP_DEFAULT_TTL 64
#define IP_SOF_BROADCAST 1
#define IP_SOF_BROADCAST_RECV 0
#define LWIP_ICMP 1
#define LWIP_RAW 1
#define LWIP_IGMP 1
#define LWIP_MULTICAST_TX_OPTIONS 1
#define LWIP_DHCP 1
#define DHCP_DOES_ARP_CHECK 0 /* seconds of delay that Linux does not have */
#define LWIP_DNS 1 /* only net_dns.c: where DHCP leaves the servers */
#define DNS_MAX_SERVERS 3
#define LWIP_ND6_RDNSS_MAX_DNS_SERVERS 1

/* IPv6. */
#define LWIP_IPV6 1
#define IPV6_FRAG_COPYHEADER 1 /* pointers are wider than the fragment header's room */
#define LWIP_IPV6_SCOPES 1
#define LWIP_IPV6_NUM_ADDRESSES 4
#define LWIP_IPV6_DUP_DETECT_ATTEMPTS 1
#define LWIP_IPV6_AUTOCONFIG 1
#define LWIP_IPV6_MLD 1
#define LWIP_IPV6_FORWARD 0
#define LWIP_ND6_NUM_NEIGHBORS 32
#define LWIP_ND6_NUM_DESTINATIONS 32
#define LWIP_ND6_QUEUEING 1
#define LWIP_ICMP6 1
#define MEMP_NUM_ND6_QUEUE 32

/* UDP. */
#define LWIP_UDP 1
#define LWIP_UDPLITE 0

/* TCP. Windows follow the machine's memory: net_init.c. */
#define LWIP_TCP 1
#define TCP_MSS 1460
#define LWIP_WND_SCALE 1
#define TCP_RCV_SCALE 3
#define TCP_WND uc_tcp_window
#define TCP_SND_BUF uc_tcp_sndbuf
#define TCP_SND_QUEUELEN 4096
#define TCP_SNDLOWAT 2048
#define TCP_SNDQUEUELOWAT 1024
#define TCP_WND_UPDATE_THRESHOLD LWIP_MIN(TCP_WND / 4, TCP_MSS * 4)
#define TCP_QUEUE_OOSEQ 1
#define LWIP_TCP_SACK_OUT 1
#define LWIP_TCP_MAX_SACK_NUM 4
#define LWIP_TCP_TIMESTAMPS 0
#define TCP_LISTEN_BACKLOG 1
#define TCP_DEFAULT_LISTEN_BACKLOG 0xff
#define TCP_OVERSIZE TCP_MSS
#define LWIP_TCP_KEEPALIVE 1
#define SO_REUSE 1
#define SO_REUSE_RXTOALL 1
/* Finer than lwIP's 250 ms: delayed acknowledgements after 50 ms, the
 * retransmission clock in steps of 100 ms (RFC 6298 wants a fine clock). */
#define TCP_TMR_INTERVAL 50
#define LWIP_TCP_RTO_TIME 1000 /* RFC 6298, section 2.1 */
#define TCP_MSL 30000UL
#define LWIP_TCP_PCB_NUM_EXT_ARGS 1 /* tells a socket that its pcb is gone */
#define LWIP_HOOK_FILENAME "uc_lwip_hooks.h"

/* Input is checked where it enters; lwIP's errors are its callers' business. */
#define LWIP_ERROR(message, expression, handler) \
	do { if (!(expression)) { handler; } } while (0)

extern unsigned uc_tcp_window, uc_tcp_sndbuf;
#endif
