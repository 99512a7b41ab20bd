/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok fair */
/* host: 0 */
/* Threads that never call the kernel starve nobody, each other included. */
#include "booted.h"
#include <pthread.h>
#include <stdatomic.h>
#include <time.h>

static atomic_ulong turns[3];
static atomic_int stop;

static void *spin(void *arg)
{
	atomic_ulong *mine = arg;

	while (!atomic_load_explicit(&stop, memory_order_relaxed))
		atomic_fetch_add_explicit(mine, 1, memory_order_relaxed);
	return NULL;
}

int main(void)
{
	pthread_t t[3];

	booted();
	for (int i = 0; i < 3; i++)
		CHECK(!pthread_create(&t[i], NULL, spin, &turns[i]));
	for (int i = 0; i < 20; i++)
		nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	stop = 1;
	for (int i = 0; i < 3; i++) {
		CHECK(!pthread_join(t[i], NULL));
		CHECK(turns[i] > 1000);
	}
	puts("ok fair");
	return 0;
}
