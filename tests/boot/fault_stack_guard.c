/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 139 */
/* console: ok before */
/* console: fault: */
/* console: descend\S*\+0x */
/* absent: not reached */
/* A thread runs over the guard page below its stack. */
#include "booted.h"
#include <pthread.h>

static __attribute__((noinline)) long descend(long n)
{
	volatile char frame[512];

	frame[0] = (char)n;
	return descend(n + 1) + frame[0];
}

static void *run(void *arg)
{
	(void)arg;
	printf("not reached %ld\n", descend(0));
	return NULL;
}

int main(void)
{
	pthread_t t;

	booted();
	puts("ok before");
	fflush(stdout);
	CHECK(!pthread_create(&t, NULL, run, NULL));
	pthread_join(t, NULL);
	return 0;
}
