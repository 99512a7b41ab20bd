/* SPDX-License-Identifier: BSD-3-Clause */
/* Asks QEMU's user network for the hardware address of its gateway, by frames, and
 * looks at the edges of packet(7). */
#include "../../boot/booted.h"
#include <errno.h>
#include <net/if.h>
#include <netinet/if_ether.h>
#include <netpacket/packet.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#ifndef PACKET_IGNORE_OUTGOING
#define PACKET_IGNORE_OUTGOING 23 /* <linux/if_packet.h> */
#endif
#define GATEWAY 0x0a000202u /* 10.0.2.2 */
#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static uint32_t big(uint32_t v)
{
	return __builtin_bswap32(v);
}

struct frame {
	struct ethhdr h;
	struct ether_arp arp;
	char pad[18];
} __attribute__((packed));

static void question(struct frame *f, const unsigned char *mac)
{
	const uint32_t own = big(0x0a00020f), other = big(GATEWAY); /* 10.0.2.15 */

	*f = (struct frame){.h.h_proto = __builtin_bswap16(ETH_P_ARP)};
	memset(f->h.h_dest, 0xff, 6);
	memcpy(f->h.h_source, mac, 6);
	f->arp.ea_hdr = (struct arphdr){__builtin_bswap16(ARPHRD_ETHER), __builtin_bswap16(ETH_P_IP), 6, 4, __builtin_bswap16(ARPOP_REQUEST)};
	memcpy(f->arp.arp_sha, mac, 6);
	memcpy(f->arp.arp_spa, &own, 4);
	memcpy(f->arp.arp_tpa, &other, 4);
}

static void answer(int fd, const unsigned char *mac, int header)
{
	struct pollfd p = {fd, POLLIN, 0};
	struct sockaddr_ll from;
	socklen_t len = sizeof from;
	struct frame f;
	ssize_t n, peeked;
	const uint32_t other = big(GATEWAY);
	char *at = header ? (char *)&f : (char *)&f.arp;

	CHECK(poll(&p, 1, 5000) == 1 && p.revents == POLLIN);
	peeked = recv(fd, at, 1, MSG_PEEK | MSG_TRUNC);
	n = recvfrom(fd, at, sizeof f - (at - (char *)&f), 0, (struct sockaddr *)&from, &len);
	CHECK(n >= (ssize_t)sizeof f.arp + header * ETH_HLEN && peeked >= n);
	CHECK(len == sizeof from && from.sll_family == AF_PACKET && from.sll_ifindex == 2 && from.sll_pkttype == PACKET_HOST);
	CHECK(from.sll_protocol == __builtin_bswap16(ETH_P_ARP) && from.sll_halen == 6);
	CHECK(f.arp.ea_hdr.ar_op == __builtin_bswap16(ARPOP_REPLY) && !memcmp(f.arp.arp_spa, &other, 4));
	CHECK(!memcmp(f.arp.arp_tha, mac, 6) && !memcmp(f.arp.arp_sha, from.sll_addr, 6));
	if (header)
		CHECK(!memcmp(f.h.h_dest, mac, 6) && !memcmp(f.h.h_source, from.sll_addr, 6));
}

/* The frame that another socket sent, with the header that it was given. */
static void outgoing(int fd, const unsigned char *mac, const void *data, size_t n)
{
	struct sockaddr_ll from;
	unsigned char frame[2000];
	socklen_t len;
	ssize_t got;

	do {
		len = sizeof from;
		got = recvfrom(fd, frame, sizeof frame, 0, (struct sockaddr *)&from, &len);
		CHECK(got >= ETH_HLEN);
	} while (from.sll_pkttype != PACKET_OUTGOING || memcmp(frame + ETH_HLEN, data, n));
	CHECK(got == (ssize_t)n + ETH_HLEN && !memcmp(frame + 6, mac, 6) && !memcmp(from.sll_addr, mac, 6));
}

static void exchange(void)
{
	struct sockaddr_ll ll = {.sll_family = AF_PACKET, .sll_ifindex = 2, .sll_halen = 6};
	int fd = socket(AF_PACKET, SOCK_RAW, 0), cooked = socket(AF_PACKET, SOCK_DGRAM, __builtin_bswap16(ETH_P_ARP));
	int deaf = socket(AF_PACKET, SOCK_RAW | SOCK_NONBLOCK, 0);
	struct { unsigned packets, drops; } st; /* tpacket_stats */
	socklen_t len = sizeof st;
	struct ifreq r = {.ifr_name = "eth0"};
	int ignore;
	unsigned char mac[6];
	struct frame f;
	char big_frame[1600] = {0};

	CHECK(fd >= 0 && cooked >= 0 && deaf >= 0);
	FAILS(socket(AF_PACKET, SOCK_STREAM, 0), ESOCKTNOSUPPORT);
	CHECK(!ioctl(fd, SIOCGIFINDEX, &r) && r.ifr_ifindex == 2);
	CHECK(!ioctl(fd, SIOCGIFMTU, &r) && r.ifr_mtu == 1500);
	CHECK(!ioctl(fd, SIOCGIFFLAGS, &r) && r.ifr_flags & IFF_UP);
	CHECK(!ioctl(fd, SIOCGIFHWADDR, &r));
	memcpy(mac, r.ifr_hwaddr.sa_data, 6);
	strcpy(r.ifr_name, "eth9");
	FAILS(ioctl(fd, SIOCGIFINDEX, &r), ENODEV);

	question(&f, mac);
	FAILS(send(fd, &f, sizeof f, 0), ENXIO);
	ll.sll_protocol = __builtin_bswap16(ETH_P_ALL);
	CHECK(!bind(fd, (struct sockaddr *)&ll, sizeof ll));
	ll.sll_ifindex = 77;
	FAILS(bind(cooked, (struct sockaddr *)&ll, sizeof ll), ENODEV);
	FAILS(bind(cooked, (struct sockaddr *)&ll, 4), EINVAL);
	FAILS(send(fd, big_frame, sizeof big_frame, 0), EMSGSIZE);
	FAILS(send(fd, &f, 13, 0), EINVAL);

	CHECK(send(fd, &f, sizeof f, 0) == sizeof f);
	do { /* what else is on the network comes, too, and what others here send */
		len = sizeof ll;
		CHECK(recvfrom(fd, big_frame, sizeof big_frame, MSG_PEEK, (struct sockaddr *)&ll, &len) >= 14);
	} while ((memcmp(big_frame + 12, "\x08\x06", 2) || ll.sll_pkttype == PACKET_OUTGOING) && recv(fd, big_frame, sizeof big_frame, 0) > 0);
	answer(fd, mac, 1);
	answer(cooked, mac, 0);

	/* without a header of ours */
	ll.sll_ifindex = 2;
	ll.sll_protocol = __builtin_bswap16(ETH_P_ARP);
	memset(ll.sll_addr, 0xff, 6);
	FAILS(send(cooked, &f.arp, sizeof f.arp, 0), EDESTADDRREQ);
	CHECK(sendto(cooked, &f.arp, sizeof f.arp + sizeof f.pad, 0, (struct sockaddr *)&ll, sizeof ll) == sizeof f.arp + sizeof f.pad);
	answer(cooked, mac, 0);
	outgoing(fd, mac, &f.arp, sizeof f.arp + sizeof f.pad);

	/* who does not want to see them does not */
	CHECK(!setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &(int){1}, sizeof(int)));
	FAILS(setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &(int){2}, sizeof(int)), EINVAL);
	len = sizeof ignore;
	CHECK(!getsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &ignore, &len) && ignore == 1 && len == sizeof ignore);
	while (recv(fd, big_frame, sizeof big_frame, MSG_DONTWAIT) > 0) /* what went out before that */
		;
	CHECK(sendto(cooked, &f.arp, sizeof f.arp + sizeof f.pad, 0, (struct sockaddr *)&ll, sizeof ll) == sizeof f.arp + sizeof f.pad);
	answer(cooked, mac, 0);
	len = sizeof st;
	while (recvfrom(fd, big_frame, sizeof big_frame, MSG_DONTWAIT, (struct sockaddr *)&ll, &(socklen_t){sizeof ll}) > 0)
		CHECK(ll.sll_pkttype != PACKET_OUTGOING);

	FAILS(recv(deaf, &f, sizeof f, 0), EAGAIN);
	CHECK(!getsockopt(cooked, SOL_PACKET, PACKET_STATISTICS, &st, &len) && st.packets >= 2 && st.drops == 0);
	CHECK(!close(fd) && !close(cooked) && !close(deaf));
}
