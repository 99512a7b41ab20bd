/* SPDX-License-Identifier: BSD-3-Clause */
/* Random bytes (ChaCha20, seeded before first use; reseeds). Class "entropy". */
#ifndef UC_RANDOM_H
#define UC_RANDOM_H
void uc_random(void *buf, size_t n);
struct uc_entropy {
	const char *name;
	/* Fills up to n bytes, returns how many; 0: has none. May not block
	 * longer than a few milliseconds. */
	size_t (*get)(void *buf, size_t n);
};
UC_DECLARE_CLASS(entropy);
/* Stirs in timing and the like; never replaces a seed. */
void uc_random_add(const void *data, size_t n);
#endif
