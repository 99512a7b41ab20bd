/* SPDX-License-Identifier: BSD-3-Clause */
/* The heap's checks, over each allocator's rules: the heap works as without, and
 * each kind of wrong write is found where it is said to be. */
#define CONFIG_MEM_HEAP_CHECKS 1
#define SPARE 2000 /* and what waits */
#define ALLOCATOR "../../pools/main/mem/slab/slab.c"
#define main heap_main
#include "heap.c"
#undef main

static void drain(void)
{
	for (int i = 0; i < QUEUE; i++)
		uc_free(uc_malloc(1));
}

int main(void)
{
	unsigned char *p;

	heap_main();
	for (unsigned n = 0; n < 70; n++) {
		p = uc_malloc(n);
		for (unsigned i = 0; i < n; i++)
			CHECK(p[i] == FRESH);
		p[n + n % ZONE] ^= 1;
		CHECK(PANICS(uc_free(p)));
		p[n + n % ZONE] ^= 1;
		p[-1 - (int)(n % ZONE)] ^= 1;
		CHECK(PANICS(uc_free(p)));
		CHECK(PANICS(p = uc_realloc(p, 1000)));
		p[-1 - (int)(n % ZONE)] ^= 1;
		uc_free(p);
		CHECK(PANICS(uc_free(p)));
		if (n) {
			CHECK(p[n - 1] == POISON);
			p[n / 2] = 0;
			CHECK(PANICS(drain()));
			/* the panic left it out of the queue */
		}
	}
	printf("ok checks\n");
	return 0;
}
