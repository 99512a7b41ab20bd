/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* exit: 134 */
/* console: panic: thread 2: kernel stack overflow */
/* console: descend\+0x */
/* absent: not noticed */
/* A thread's kernel stack runs over a little: found where it happens. */
#include <pthread.h>
#include "kernel.h"

static __attribute__((noinline)) long descend(long n)
{
	volatile char frame[512];

	frame[0] = (char)n;
	return n ? descend(n - 1) + frame[0] : 0;
}

static __attribute__((noinline)) long handler(void)
{
	return descend(34) + 1;
}

static void *run(void *arg)
{
	enter_kernel(handler);
	printf("not noticed\n");
	fflush(stdout);
	return arg;
}

int main(void)
{
	pthread_t t;

	booted();
	CHECK(!pthread_create(&t, NULL, run, NULL));
	pthread_join(t, NULL);
	return 0;
}
