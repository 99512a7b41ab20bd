/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_NET_PACKET=y */
/* console: ok packet */
/* console: ok refused */
/* console: ok outgoing */
/* Frames beside an IP stack: both have what comes in. */
#include "packet.h"
#include <arpa/inet.h>

int main(void)
{
	struct sockaddr_in host = {.sin_family = AF_INET, .sin_port = htons(1), .sin_addr.s_addr = htonl(GATEWAY)};
	unsigned char frame[2000];
	struct sockaddr_ll from;
	socklen_t len;
	int tcp, fd, all;
	ssize_t n;

	booted();
	exchange();
	puts("ok packet");
	fd = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_IP));
	all = socket(AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
	CHECK(fd >= 0 && all >= 0);
	tcp = socket(AF_INET, SOCK_STREAM, 0);
	CHECK(tcp >= 0 && connect(tcp, (struct sockaddr *)&host, sizeof host) < 0 && errno == ECONNREFUSED);
	/* the answer that the stack had: TCP, RST */
	do
		n = recv(fd, frame, sizeof frame, 0);
	while (n >= 40 && !(frame[9] == 6 && frame[33] & 4));
	CHECK(n >= 40 && frame[0] == 0x45);
	puts("ok refused");
	/* and what the stack had sent: TCP, SYN; the other socket is for one protocol */
	do {
		len = sizeof from;
		n = recvfrom(all, frame, sizeof frame, 0, (struct sockaddr *)&from, &len);
	} while (n > 0 && !(from.sll_pkttype == PACKET_OUTGOING && n >= 40 && frame[9] == 6 && frame[33] == 2));
	CHECK(n >= 40 && frame[0] == 0x45 && from.sll_protocol == htons(ETH_P_IP) && !memcmp(frame + 16, &host.sin_addr, 4));
	puts("ok outgoing");
	return 0;
}
