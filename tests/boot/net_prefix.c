/* SPDX-License-Identifier: BSD-3-Clause */
/* An address with a prefix that cannot be had is refused, and that is said. */
/* run: --append "ip6=fd00::2/80,fd00::1" */
/* machine: microvm */
/* cflags: -D_GNU_SOURCE */
/* console: ip6=: the prefix length can only be 64: .fd00::2/80,fd00::1. */
/* console: ok link-local only */
#include "booted.h"
#include <ifaddrs.h>
#include <netinet/in.h>
#include <unistd.h>

/* eth0's IPv6 addresses, none of which is the one refused. */
static int addresses(void)
{
	struct ifaddrs *all, *i;
	int count = 0;
	CHECK(!getifaddrs(&all));
	for (i = all; i; i = i->ifa_next) {
		struct sockaddr_in6 *a = (void *)i->ifa_addr;
		if (!a || a->sin6_family != AF_INET6 || strcmp(i->ifa_name, "eth0"))
			continue;
		CHECK(a->sin6_addr.s6_addr[0] != 0xfd);
		count++;
	}
	freeifaddrs(all);
	return count;
}

int main(void)
{
	booted();
	for (int tries = 0; !addresses() && tries < 100; tries++)
		usleep(50000); /* it may be another's: RFC 4862, section 5.4 */
	CHECK(addresses());
	puts("ok link-local only");
	return 0;
}
