/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok 1000 threads */
/* host: 0 */
/* limit: 120s */
/* 1,000 threads sleep on a condition and on timers, and all wake. */
#include "booted.h"
#include <pthread.h>
#include <time.h>

#define N 1000
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t go = PTHREAD_COND_INITIALIZER, arrived = PTHREAD_COND_INITIALIZER;
static int waiting, released, woken;

static void *sleeper(void *arg)
{
	long me = (long)arg;

	pthread_mutex_lock(&lock);
	if (++waiting == N)
		pthread_cond_signal(&arrived);
	while (!released)
		pthread_cond_wait(&go, &lock);
	pthread_mutex_unlock(&lock);
	nanosleep(&(struct timespec){.tv_nsec = (me % 50 + 1) * 1000000}, NULL);
	pthread_mutex_lock(&lock);
	woken++;
	pthread_mutex_unlock(&lock);
	return (void *)(me * 2);
}

int main(void)
{
	static pthread_t t[N];
	pthread_attr_t a;

	booted();
	pthread_attr_init(&a);
	pthread_attr_setstacksize(&a, 16384);
	for (long i = 0; i < N; i++)
		CHECK(!pthread_create(&t[i], &a, sleeper, (void *)i));
	pthread_mutex_lock(&lock);
	while (waiting < N)
		pthread_cond_wait(&arrived, &lock);
	released = 1;
	pthread_cond_broadcast(&go);
	pthread_mutex_unlock(&lock);
	for (long i = 0; i < N; i++) {
		void *r;

		CHECK(!pthread_join(t[i], &r));
		CHECK(r == (void *)(i * 2));
	}
	CHECK(woken == N);
	puts("ok 1000 threads");
	return 0;
}
