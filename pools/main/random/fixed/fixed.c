/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Everybody who knows the seed knows all numbers: keys, cookies and sequence
 * numbers included. For tests and for finding faults.
 */
#include <uc/cmdline.h>
#include <uc/config.h>
#include <uc/seed.h>

void uc_random_collect(void (*stir)(const void *, size_t), bool first)
{
	const char *seed = uc_cmdline_get("random.seed");

	if (!first)
		return;
	if (!seed)
		seed = CONFIG_RANDOM_FIXED_SEED;
	stir(seed, strlen(seed));
	uc_printk("RANDOM NUMBERS ARE NOT SECURE: they follow from a fixed seed (library random-fixed)\n");
}

void uc_random_moment(void (*stir)(const void *, size_t))
{
	(void)stir;
}
