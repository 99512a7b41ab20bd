/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread -lrt */
/* console: ok timers */
/* host: 0 */
/* POSIX timers: signal, thread, overruns, absolute times. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

static sem_t called;
static volatile int rings, value, missed;

static void ring(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	CHECK(info->si_code == SI_TIMER);
	value = info->si_value.sival_int;
	rings++;
	missed += info->si_overrun;
}

static void call(union sigval v)
{
	value = v.sival_int;
	sem_post(&called);
}

static double now(clockid_t c)
{
	struct timespec t;

	CHECK(!clock_gettime(c, &t));
	return t.tv_sec + t.tv_nsec * 1e-9;
}

int main(void)
{
	struct sigaction a = {.sa_sigaction = ring, .sa_flags = SA_SIGINFO};
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN,
			     .sigev_value.sival_int = 5};
	struct itimerspec s = {.it_value.tv_nsec = 10000000}, old;
	struct timespec t;
	sigset_t set, before;
	timer_t timer, timer2;
	double start, cpu;

	booted();
	sigaction(SIGRTMIN, &a, NULL);
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &timer));
	CHECK(!timer_settime(timer, 0, &s, NULL));
	while (!rings)
		nanosleep(&(struct timespec){.tv_nsec = 5000000}, NULL);
	CHECK(rings == 1 && value == 5);
	CHECK(!timer_gettime(timer, &old) && !old.it_value.tv_sec && !old.it_value.tv_nsec);

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, &before);
	s.it_interval.tv_nsec = 10000000;
	CHECK(!timer_settime(timer, 0, &s, NULL));
	nanosleep(&(struct timespec){.tv_nsec = 95000000}, NULL);
	sigprocmask(SIG_SETMASK, &before, NULL);
	/* more may have come by now, each with overruns of its own */
	CHECK(rings >= 2 && missed >= 5 && timer_getoverrun(timer) >= 0);
	CHECK(!timer_gettime(timer, &old) && old.it_interval.tv_nsec == 10000000);
	CHECK(!timer_delete(timer));

	CHECK(!sem_init(&called, 0, 0));
	e.sigev_notify = SIGEV_THREAD;
	e.sigev_notify_function = call;
	e.sigev_value.sival_int = 9;
	CHECK(!timer_create(CLOCK_REALTIME, &e, &timer2));
	CHECK(!clock_gettime(CLOCK_REALTIME, &t));
	t.tv_nsec += 30000000;
	if (t.tv_nsec >= 1000000000)
		t.tv_nsec -= 1000000000, t.tv_sec++;
	s = (struct itimerspec){.it_value = t};
	CHECK(!timer_settime(timer2, TIMER_ABSTIME, &s, NULL));
	CHECK(!sem_wait(&called) && value == 9);
	CHECK(!timer_delete(timer2));
	CHECK(timer_create(9999, &e, &timer) < 0 && errno == EINVAL);

	start = now(CLOCK_MONOTONIC);
	CHECK(!clock_gettime(CLOCK_MONOTONIC, &t));
	t.tv_sec++;
	CHECK(!clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, NULL));
	CHECK(now(CLOCK_MONOTONIC) - start >= 1 && now(CLOCK_MONOTONIC) - start < 1.2);
	CHECK(now(CLOCK_REALTIME) > 1600000000);
	cpu = now(CLOCK_PROCESS_CPUTIME_ID);
	CHECK(cpu > 0 && cpu < now(CLOCK_MONOTONIC) + 1);
	CHECK(now(CLOCK_THREAD_CPUTIME_ID) <= now(CLOCK_PROCESS_CPUTIME_ID));
	CHECK(nanosleep(&(struct timespec){.tv_nsec = 1000000000}, NULL) < 0 && errno == EINVAL);
	puts("ok timers");
	return 0;
}
