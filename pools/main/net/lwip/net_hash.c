/* SPDX-License-Identifier: BSD-3-Clause */
/* SipHash-2-4 (Aumasson, Bernstein 2012) for what an outsider must not guess. */
#include <uc/random.h>
#include "net.h"

static inline uint64_t rotl(uint64_t x, int n) { return x << n | x >> (64 - n); }

static void rounds(uint64_t v[4], int n)
{
	while (n--) {
		v[0] += v[1]; v[1] = rotl(v[1], 13) ^ v[0]; v[0] = rotl(v[0], 32);
		v[2] += v[3]; v[3] = rotl(v[3], 16) ^ v[2];
		v[0] += v[3]; v[3] = rotl(v[3], 21) ^ v[0];
		v[2] += v[1]; v[1] = rotl(v[1], 17) ^ v[2]; v[2] = rotl(v[2], 32);
	}
}

uint64_t uc_net_hash(const void *data, size_t n)
{
	static uint64_t key[2];
	static bool keyed;
	const char *p = data;
	if (!keyed) {
		uc_random(key, sizeof key);
		keyed = true;
	}
	uint64_t v[4] = {
		key[0] ^ 0x736f6d6570736575, key[1] ^ 0x646f72616e646f6d,
		key[0] ^ 0x6c7967656e657261, key[1] ^ 0x7465646279746573,
	};
	uint64_t m, last = (uint64_t)n << 56;
	for (; n >= 8; n -= 8, p += 8) {
		memcpy(&m, p, 8);
		v[3] ^= m;
		rounds(v, 2);
		v[0] ^= m;
	}
	m = 0;
	memcpy(&m, p, n);
	m |= last;
	v[3] ^= m;
	rounds(v, 2);
	v[0] ^= m;
	v[2] ^= 0xff;
	rounds(v, 4);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

uint32_t uc_net_random32(void)
{
	uint32_t x;
	uc_random(&x, sizeof x);
	return x;
}
