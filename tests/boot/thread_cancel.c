/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok cancel */
/* host: 0 */
/* limit: 120s */
/* Cancellation in every kind of wait, before it and without one; the end of
 * detached threads. */
#include "booted.h"
#include <sched.h>
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>
#include <unistd.h>

static int pipes[2];
static sem_t sem;
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t never = PTHREAD_COND_INITIALIZER;
static atomic_int cleaned, ready;

static void cleanup(void *arg)
{
	volatile double aligned[2] __attribute__((aligned(16))) = {1, 2};

	cleaned += (int)(long)arg * (aligned[0] + aligned[1] == 3);
}

static void unlock(void *arg)
{
	pthread_mutex_unlock(arg);
}

static void *wait_for(void *arg)
{
	struct timespec hour = {.tv_sec = 3600};
	struct pollfd p = {.fd = pipes[0], .events = POLLIN};
	sigset_t none;
	char c;

	pthread_cleanup_push(cleanup, (void *)1);
	ready = 1;
	switch ((long)arg) {
	case 0: read(pipes[0], &c, 1); break;
	case 1: nanosleep(&hour, NULL); break;
	case 2: sem_wait(&sem); break;
	case 3:
		pthread_mutex_lock(&lock);
		pthread_cleanup_push(unlock, &lock);
		pthread_cond_wait(&never, &lock);
		pthread_cleanup_pop(1);
		break;
	case 4: poll(&p, 1, -1); break;
	case 5: pause(); break;
	case 6:
		sigemptyset(&none);
		sigsuspend(&none);
		break;
	case 7:
		pthread_setcanceltype(PTHREAD_CANCEL_ASYNCHRONOUS, NULL);
		for (;;)
			__asm__ volatile("" ::: "memory");
	case 8:
		for (;;)
			pthread_testcancel();
	case 9: /* calls that never wait */
		for (;;)
			usleep(0);
	}
	CHECK(0);
	pthread_cleanup_pop(0);
	return NULL;
}

static void *masked(void *arg)
{
	char c;
	int old;

	pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &old);
	ready = 1;
	CHECK(read(pipes[0], &c, 1) == 1);
	pthread_setcancelstate(old, NULL);
	pthread_testcancel();
	return arg;
}

static atomic_int done;
static void *brief(void *arg)
{
	(void)arg;
	done++;
	return NULL;
}

int main(void)
{
	pthread_attr_t detached;
	pthread_t t;
	void *r;

	booted();
	CHECK(!pipe(pipes) && !sem_init(&sem, 0, 0));
	for (long round = 0; round < 40; round++)
		for (long how = 0; how < 10; how++) {
			cleaned = ready = 0;
			CHECK(!pthread_create(&t, NULL, wait_for, (void *)how));
			while (round % 3 == 1 && !ready)
				sched_yield();
			if (round % 3 == 2)
				nanosleep(&(struct timespec){.tv_nsec = 2000000}, NULL);
			CHECK(!pthread_cancel(t) && !pthread_join(t, &r));
			CHECK(r == PTHREAD_CANCELED);
			CHECK(cleaned == 1 || !ready);
			CHECK(!pthread_mutex_trylock(&lock) && !pthread_mutex_unlock(&lock));
		}
	ready = 0;
	CHECK(!pthread_create(&t, NULL, masked, NULL));
	while (!ready)
		sched_yield();
	CHECK(!pthread_cancel(t));
	nanosleep(&(struct timespec){.tv_nsec = 20000000}, NULL);
	CHECK(write(pipes[1], "x", 1) == 1 && !pthread_join(t, &r) && r == PTHREAD_CANCELED);

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	for (int i = 0; i < 5000; i++)
		while (pthread_create(&t, &detached, brief, NULL))
			sched_yield();
	while (done < 5000)
		sched_yield();
	puts("ok cancel");
	return 0;
}
