/* SPDX-License-Identifier: BSD-3-Clause */
/* The generator: the cipher by the vectors of RFC 8439, and what is around it. */
#include "unit.h"
static inline uint64_t uc_rdtsc(void) { static uint64_t t; return t += 3; }
#include "../../pools/main/random/chacha.c"
#include "../../pools/main/random/random.c"

static unsigned collected, first_calls;
static uint8_t source[32];

void uc_random_moment(void (*add)(const void *, size_t))
{
	add("now", 3);
}

void uc_random_collect(void (*add)(const void *, size_t), bool first)
{
	collected++;
	first_calls += first;
	add(source, sizeof source);
}

/* A.1, test vectors 1, 2 and 3 (nonce 0; the counter is the lower word). */
static const struct {
	uint8_t key_end;
	uint32_t counter;
	uint8_t begin[16], end[16];
} vectors[] = {
	{0, 0,
	 {0x76, 0xb8, 0xe0, 0xad, 0xa0, 0xf1, 0x3d, 0x90, 0x40, 0x5d, 0x6a, 0xe5, 0x53, 0x86, 0xbd, 0x28},
	 {0x6a, 0x43, 0xb8, 0xf4, 0x15, 0x18, 0xa1, 0x1c, 0xc3, 0x87, 0xb6, 0x69, 0xb2, 0xee, 0x65, 0x86}},
	{0, 1,
	 {0x9f, 0x07, 0xe7, 0xbe, 0x55, 0x51, 0x38, 0x7a, 0x98, 0xba, 0x97, 0x7c, 0x73, 0x2d, 0x08, 0x0d},
	 {0x31, 0xed, 0x1f, 0x28, 0x51, 0x0a, 0xfb, 0x45, 0xac, 0xe1, 0x0a, 0x1f, 0x4b, 0x79, 0x4d, 0x6f}},
	{1, 1,
	 {0x3a, 0xeb, 0x52, 0x24, 0xec, 0xf8, 0x49, 0x92, 0x9b, 0x9d, 0x82, 0x8d, 0xb1, 0xce, 0xd4, 0xdd},
	 {0}}, /* the first bytes are enough */
};

static void test_vectors(void)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(vectors); i++) {
		uint32_t key[8] = {0}, out[16];

		((uint8_t *)key)[31] = vectors[i].key_end;
		uc_chacha_block(out, key, vectors[i].counter);
		CHECK(!memcmp(out, vectors[i].begin, 16));
		CHECK(!vectors[i].end[0] || !memcmp(out + 12, vectors[i].end, 16));
	}
}

/* 2.1.1 */
static void test_quarter(void)
{
	uint32_t x[4] = {0x11111111, 0x01020304, 0x9b8d6f43, 0x01234567};

	quarter(x, 0, 1, 2, 3);
	CHECK(x[0] == 0xea2a92f4 && x[1] == 0xcb1cf8ce && x[2] == 0x4581472e && x[3] == 0x5881c4bb);
}

static void test_generator(void)
{
	static uint8_t a[100000], b[100000], key[32];
	unsigned bits = 0;

	uc_random(a, 1);
	CHECK(collected == 1 && first_calls == 1);
	uc_random(a, 3000);
	memcpy(key, state.key, 32);
	/* what was handed out is nowhere any more */
	for (unsigned i = 0; i + 16 <= sizeof state; i++)
		for (unsigned k = 2900; k + 16 <= 3000; k++)
			CHECK(memcmp((uint8_t *)&state + i, a + k, 16));
	uc_random(b, 3000);
	CHECK(memcmp(a, b, 3000) && memcmp(key, state.key, 32));
	for (unsigned n = 0; n < 2000; n++) { /* nothing beyond n is touched */
		memset(a, 0x5a, n + 8);
		uc_random(a, n);
		for (unsigned k = n; k < n + 8; k++)
			CHECK(a[k] == 0x5a);
	}
	uc_random(a, sizeof a);
	for (unsigned i = 0; i < sizeof a; i++)
		bits += __builtin_popcount(a[i]);
	CHECK(bits > 398000 && bits < 402000); /* 6 sigma and more */
	for (int i = 0; i < 30; i++)
		uc_random(a, sizeof a);
	CHECK(collected >= 3 && first_calls == 1); /* reseeds by volume */
	memcpy(key, state.key, 32);
	uc_random_add("x", 1);
	CHECK(memcmp(key, state.key, 32) && !state.left);
}

int main(void)
{
	test_quarter();
	test_vectors();
	test_generator();
	printf("ok chacha\n");
	return 0;
}
