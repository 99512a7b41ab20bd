/* SPDX-License-Identifier: BSD-3-Clause */
/* The two families as the class "sockfamily" has them. */
#include <netinet/in.h>
#include "inet.h"

static int create(int family, int type, int protocol, struct uc_file **f)
{
	if (protocol < 0 || protocol > 255)
		return -EINVAL;
	switch (type) {
	case SOCK_STREAM:
		if (protocol && protocol != IPPROTO_TCP)
			return -EPROTONOSUPPORT;
		return uc_tcp_create(family, IPPROTO_TCP, f);
	case SOCK_DGRAM:
		if (protocol == IPPROTO_ICMP || protocol == IPPROTO_ICMPV6)
			return uc_raw_create(family, type, protocol, f);
		if (protocol && protocol != IPPROTO_UDP)
			return -EPROTONOSUPPORT;
		return uc_udp_create(family, IPPROTO_UDP, f);
	case SOCK_RAW:
		if (!protocol)
			return -EPROTONOSUPPORT;
		return uc_raw_create(family, type, protocol, f);
	}
	return -ESOCKTNOSUPPORT;
}

static int create4(int type, int protocol, struct uc_file **f)
{
	return create(AF_INET, type, protocol, f);
}

static int create6(int type, int protocol, struct uc_file **f)
{
	return create(AF_INET6, type, protocol, f);
}

const struct uc_sockfamily uc_family_inet = {AF_INET, create4, NULL};
const struct uc_sockfamily uc_family_inet6 = {AF_INET6, create6, NULL};

/* Pulls in the stack's initialiser. */
const char *const uc_net_needed __attribute__((used)) = &uc_net_linked;
