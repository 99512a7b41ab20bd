/* SPDX-License-Identifier: BSD-3-Clause */
/* config: BASE_STACK_PROTECTOR=y */
/* config: BASE_ASSERTIONS=n */
/* console: not asserted */
/* console: panic: a kernel function has written over its stack frame */
/* console: uc_random_collect\+0x */
/* exit: 134 */
/* A kernel function whose array is written beyond its end does not return. (And an
 * assertion that does not hold is nobody's business, without the option.) */
#include "../../boot/kernel.h"
#include <stdbool.h>
#include <stddef.h>

void uc_random_collect(void (*stir)(const void *, size_t), bool first);
void uc_mutex_unlock(void *mutex);

/* The first that it is handed is an array of three words in its caller's frame, with
 * others between it and the guard. */
static void overrun(const void *data, size_t n)
{
	static bool done;

	if (n == 24 && !done) {
		done = true;
		memset((char *)(size_t)data, 0x41, 208);
	}
}

static long collect(void)
{
	uc_random_collect(overrun, true);
	return 0;
}

static long unlock(void)
{
	static char free_mutex[64];

	uc_mutex_unlock(free_mutex);
	return 0;
}

int main(void)
{
	booted();
	CHECK(enter_kernel(unlock) == 1);
	puts("not asserted");
	enter_kernel(collect);
	puts("returned");
	return 0;
}
