/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static const struct {
	int family;
	const char *library;
} known[] = {
	{AF_INET, "net-lwip"}, {AF_INET6, "net-lwip"}, {AF_UNIX, "net-unix"},
	{AF_NETLINK, "net-netlink"}, {AF_PACKET, "net-packet"},
};

int uc_socket_missing(int family)
{
	static bool said[UC_ARRAY_SIZE(known)];

	for (unsigned i = 0; i < UC_ARRAY_SIZE(known); i++)
		if (known[i].family == family && !said[i]) {
			said[i] = true;
			uc_printk("sockets of family %d need a library that is not selected: unicore select %s\n", family,
				  known[i].library);
		}
	return -EAFNOSUPPORT;
}
