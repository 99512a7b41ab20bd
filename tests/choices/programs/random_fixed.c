/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_RANDOM_FIXED=y */
/* config: RANDOM_FIXED_SEED="a \"quoted\" seed" */
/* console: RANDOM NUMBERS ARE NOT SECURE */
/* console: [0-9a-f]{16} */
/* linked-without: jitter rdrand */
/* Prints random numbers; TestRandomFixed compares runs. */
#include "../../boot/booted.h"
#include <sys/random.h>

int main(void)
{
	unsigned char b[8];

	booted();
	CHECK(getrandom(b, sizeof b, 0) == sizeof b);
	for (unsigned i = 0; i < sizeof b; i++)
		printf("%02x", b[i]);
	puts("");
	return 0;
}
