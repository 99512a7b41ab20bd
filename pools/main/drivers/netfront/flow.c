/* SPDX-License-Identifier: BSD-3-Clause */
/* Frames of a connection must not overtake each other: all go by one queue. */
#include "internal.h"

static uint32_t word(const uint8_t *p)
{
	uint32_t w;

	memcpy(&w, p, sizeof w);
	return w;
}

/* Addresses, and the ports that follow an IPv4 header without options or an IPv6
 * header. Headers are in the first piece; what has none goes by the first queue. */
unsigned uc_netfront_flow(const struct uc_netsend *s, unsigned queues)
{
	const uint8_t *p = s->piece[0].data;
	uint32_t n = s->piece[0].len, sum = 0, from, to;

	if (queues == 1 || n < ETHERNET + 20)
		return 0;
	switch (p[12] << 8 | p[13]) {
	case 0x0800:
		from = ETHERNET + 12;
		/* fragments after the first have no ports */
		to = from + 8 + (p[14] == 0x45 && !(p[20] & 0x3f) && !p[21] ? 4 : 0);
		break;
	case 0x86dd:
		from = ETHERNET + 8;
		to = from + 32 + (p[20] == 6 || p[20] == 17 ? 4 : 0);
		break;
	default:
		return 0;
	}
	for (; from < to && from + 4 <= n; from += 4)
		sum = (sum ^ word(p + from)) * 0x9e3779b1;
	return (uint64_t)sum * queues >> 32;
}
