/* SPDX-License-Identifier: BSD-3-Clause */
/* run: -m 2048 */
/* console: ok big */
/* An image that reaches beyond the first GiB of memory. */
#include "booted.h"

static char big[1100UL << 20];

int main(void)
{
	booted();
	for (size_t i = 0; i < sizeof big; i += sizeof big / 64)
		CHECK(!big[i]++);
	for (size_t i = 0; i < sizeof big; i += sizeof big / 64)
		CHECK(big[i] == 1);
	puts("ok big");
	return 0;
}
