/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_SCHED_COOP=y */
/* cflags: -pthread */
/* console: ok cooperative */
/* linked-without: over is_ahead weigh */
/* Nobody is interrupted: a thread that spins longer than a slice is alone, turns
 * come in the order of asking, and who waits lets others run. */
#include "../../boot/booted.h"
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

static atomic_int started, stop, turn;
static char order[64];

static long ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void *runs(void *arg)
{
	(void)arg;
	started++;
	return NULL;
}

static void *takes_turns(void *arg)
{
	for (int i = 0; i < 8; i++) {
		order[turn++] = *(char *)arg;
		sched_yield();
	}
	return NULL;
}

static void *spins(void *arg)
{
	sigset_t alarms;

	(void)arg;
	started = 1;
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	CHECK(!pthread_sigmask(SIG_UNBLOCK, &alarms, NULL));
	while (!stop)
		;
	return NULL;
}

static void stop_it(int sig)
{
	(void)sig;
	stop = 1;
}

int main(void)
{
	struct itimerspec soon = {.it_value.tv_nsec = 50000000};
	struct timespec slice = {1, 1};
	sigset_t alarms;
	pthread_t a, b;
	timer_t timer;
	long until;

	booted();
	/* ready, and not run for all of 100 ms */
	CHECK(!pthread_create(&a, NULL, runs, NULL));
	for (until = ms() + 100; ms() < until;)
		CHECK(!started);
	CHECK(!pthread_join(a, NULL) && started == 1);

	CHECK(!pthread_create(&a, NULL, takes_turns, "a") && !pthread_create(&b, NULL, takes_turns, "b"));
	CHECK(!pthread_join(a, NULL) && !pthread_join(b, NULL));
	CHECK(!strcmp(order, "abababababababab"));

	/* a signal ends what spins, for it comes by interrupt; one that another
	 * thread takes would wait for its turn */
	started = 0;
	sigemptyset(&alarms);
	sigaddset(&alarms, SIGALRM);
	CHECK(!pthread_sigmask(SIG_BLOCK, &alarms, NULL));
	CHECK(signal(SIGALRM, stop_it) != SIG_ERR);
	CHECK(!timer_create(CLOCK_MONOTONIC, &(struct sigevent){.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGALRM}, &timer));
	CHECK(!timer_settime(timer, 0, &soon, NULL));
	CHECK(!pthread_create(&a, NULL, spins, NULL));
	CHECK(!pthread_join(a, NULL) && started == 1 && stop == 1);

	/* there are no slices to tell of */
	CHECK(!sched_rr_get_interval(0, &slice) && !slice.tv_sec && !slice.tv_nsec);
	puts("ok cooperative");
	return 0;
}
