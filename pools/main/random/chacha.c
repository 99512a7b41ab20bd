/* SPDX-License-Identifier: BSD-3-Clause */
/* ChaCha20: RFC 8439, 2.1 to 2.3. */
#include "internal.h"

static uint32_t rotate(uint32_t x, int n)
{
	return x << n | x >> (32 - n);
}

static void quarter(uint32_t *x, int a, int b, int c, int d)
{
	x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 16);
	x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 12);
	x[a] += x[b], x[d] = rotate(x[d] ^ x[a], 8);
	x[c] += x[d], x[b] = rotate(x[b] ^ x[c], 7);
}

void uc_chacha_block(uint32_t out[16], const uint32_t key[8], uint64_t counter)
{
	uint32_t in[16] = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

	memcpy(in + 4, key, 32);
	in[12] = counter;
	in[13] = counter >> 32;
	memcpy(out, in, sizeof in);
	for (int round = 0; round < 20; round += 2) {
		for (int i = 0; i < 4; i++)
			quarter(out, i, 4 + i, 8 + i, 12 + i);
		for (int i = 0; i < 4; i++)
			quarter(out, i, 4 + (i + 1) % 4, 8 + (i + 2) % 4, 12 + (i + 3) % 4);
	}
	for (int i = 0; i < 16; i++)
		out[i] += in[i];
}
