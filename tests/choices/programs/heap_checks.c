/* SPDX-License-Identifier: BSD-3-Clause */
/* config: MEM_HEAP_CHECKS=y */
/* console: overwritten */
/* console: uc_free: 0xffff[0-9a-f]+ of 100 bytes: written 1 bytes behind it */
/* console: overrun\+0x */
/* exit: 134 */
/* One byte too many is found when the block is freed. */
#include "../../boot/kernel.h"

void *uc_malloc(size_t n);
void uc_free(void *p);

static long overrun(void)
{
	char *p = uc_malloc(100);

	p[100] = 1;
	uc_free(p);
	return 0;
}

int main(void)
{
	booted();
	puts("overwritten");
	CHECK(enter_kernel(overrun) == 1);
	puts("not found");
	return 0;
}
