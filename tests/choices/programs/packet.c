/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_NET_PACKET=y */
/* config: LIB_NET_LWIP=n */
/* config: LIB_NET_NETLINK=n */
/* console: unicore: sockets of family 2 need a library that is not selected: unicore select net-lwip */
/* absent: family 2 .*\n.*family 2 */
/* console: ok packet */
/* linked-without: tcp_input etharp_input netif_add uc_netd_start */
/* Frames without an IP stack. */
#include "packet.h"

int main(void)
{
	booted();
	for (int i = 0; i < 2; i++)
		CHECK(socket(AF_INET, SOCK_STREAM, 0) < 0 && errno == EAFNOSUPPORT);
	exchange();
	puts("ok packet");
	return 0;
}
