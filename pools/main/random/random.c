/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * A generator with fast key erasure: each run of the cipher first replaces its
 * own key, and what was handed out is wiped, so that a later look at memory does
 * not reveal earlier output.
 */
#include <uc/arch.h>
#include <uc/seed.h>
#include "internal.h"

#define BLOCK         64
#define BLOCKS        8         /* a run's: the key's, and the pool's */
#define KEY           32
#define POOL          (BLOCKS * BLOCK - KEY)
#define RESEED_BYTES  (1u << 20)

static struct {
	uint32_t key[KEY / 4];
	uint8_t pool[POOL]; /* the last `left` bytes are unused output */
	size_t left;
} state;
static bool seeded;
static uint32_t until_reseed;

static void run(void)
{
	uint32_t out[BLOCKS * BLOCK / 4];

	for (unsigned i = 0; i < BLOCKS; i++)
		uc_chacha_block(out + i * BLOCK / 4, state.key, i);
	memcpy(state.key, out, KEY);
	memcpy(state.pool, out + KEY / 4, POOL);
	state.left = POOL;
	memset(out, 0, sizeof out);
	__asm__ volatile("" ::"r"(out) : "memory"); /* really */
}

/* Each 32 bytes are added to the key, then the cipher makes another of it, and
 * of that the next output. */
static void stir(const void *data, size_t n)
{
	const uint8_t *p = data;
	uint32_t out[BLOCK / 4];
	unsigned long f = uc_irq_save();

	while (n) {
		size_t k = UC_MIN(n, (size_t)KEY);

		for (size_t i = 0; i < k; i++)
			((uint8_t *)state.key)[i] ^= p[i];
		uc_chacha_block(out, state.key, 0);
		memcpy(state.key, out, KEY);
		p += k;
		n -= k;
	}
	state.left = 0;
	uc_irq_restore(f);
	memset(out, 0, sizeof out);
	__asm__ volatile("" ::"r"(out) : "memory");
}

void uc_random_add(const void *data, size_t n)
{
	uc_random_moment(stir);
	stir(data, n);
}

static void seed(void)
{
	until_reseed = RESEED_BYTES;
	uc_random_collect(stir, !seeded);
	seeded = true;
}

void uc_random(void *buf, size_t n)
{
	uint8_t *to = buf;

	if (!seeded || until_reseed < n)
		seed();
	while (n) {
		unsigned long f = uc_irq_save();
		size_t k;

		if (!state.left)
			run();
		k = UC_MIN(n, state.left);
		uint8_t *from = state.pool + POOL - state.left;
		memcpy(to, from, k);
		memset(from, 0, k);
		state.left -= k;
		until_reseed -= UC_MIN(k, until_reseed);
		uc_irq_restore(f);
		to += k;
		n -= k;
	}
}
