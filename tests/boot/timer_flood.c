/* SPDX-License-Identifier: BSD-3-Clause */
/* console: ok timerfd */
/* console: ok timer */
/* console: ok ignored */
/* console: ok itimer */
/* host: 0 */
/*
 * Periodic timers faster than anyone can follow: the program goes on, what was
 * missed is counted. Intervals beyond all time ring once.
 */
#define _GNU_SOURCE
#include "booted.h"
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <sys/time.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

static const struct itimerspec flood = {{0, 1}, {0, 1}};

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

static void nap(long ms)
{
	struct timespec t = {0, ms * 1000000};

	while (nanosleep(&t, &t))
		;
}

static void fds(void)
{
	int fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
	struct pollfd p = {.fd = fd, .events = POLLIN};
	uint64_t n = 0, sum = 0, start = now();
	struct itimerspec s;

	CHECK(fd >= 0 && !timerfd_settime(fd, 0, &flood, NULL));
	for (int i = 0; i < 100; i++) {
		CHECK(poll(&p, 1, 1000) == 1 && read(fd, &n, sizeof n) == sizeof n && n);
		sum += n;
	}
	nap(20);
	CHECK(read(fd, &n, sizeof n) == sizeof n && n > 15000000);
	CHECK(sum + n <= now() - start + 1);
	CHECK(!timerfd_gettime(fd, &s) && s.it_interval.tv_nsec == 1 && s.it_value.tv_nsec <= 1);

	/* the phase is kept however late the reader is */
	s = (struct itimerspec){{0, 50000000}, {0, 10000000}};
	CHECK(!timerfd_settime(fd, 0, &s, NULL));
	nap(125);
	CHECK(!timerfd_gettime(fd, &s) && s.it_value.tv_nsec <= 50000000 && s.it_value.tv_nsec > 0);
	CHECK(read(fd, &n, sizeof n) == sizeof n && n >= 3);
	CHECK(read(fd, &n, sizeof n) < 0);
	CHECK(poll(&p, 1, 1000) == 1 && read(fd, &n, sizeof n) == sizeof n && n >= 1);

	s = (struct itimerspec){{LONG_MAX, 0}, {0, 1}};
	CHECK(!timerfd_settime(fd, 0, &s, NULL));
	CHECK(poll(&p, 1, 1000) == 1 && read(fd, &n, sizeof n) == sizeof n && n == 1);
	CHECK(poll(&p, 1, 20) == 0);
	close(fd);
	puts("ok timerfd");
}

static volatile int rings;

static void ring(int sig)
{
	(void)sig;
	rings++;
}

static void timers(void)
{
	struct sigevent e = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec s;
	sigset_t set;
	siginfo_t info;
	timer_t t;
	uint64_t sum = 0, start = now();

	sigemptyset(&set);
	sigaddset(&set, SIGRTMIN);
	sigprocmask(SIG_BLOCK, &set, NULL);
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &t) && !timer_settime(t, 0, &flood, NULL));
	for (int i = 0; i < 100; i++) {
		CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_code == SI_TIMER);
		CHECK(info.si_overrun >= 0 && timer_getoverrun(t) == info.si_overrun);
		sum += info.si_overrun + 1;
	}
	nap(20);
	CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_overrun > 15000000);
	CHECK(sum + info.si_overrun <= now() - start);
	CHECK(!timer_gettime(t, &s) && s.it_interval.tv_nsec == 1 && s.it_value.tv_nsec <= 1);

	s = (struct itimerspec){{LONG_MAX, 0}, {0, 1}};
	CHECK(!timer_settime(t, 0, &s, NULL));
	CHECK(sigwaitinfo(&set, &info) == SIGRTMIN && info.si_overrun == 0);
	CHECK(sigtimedwait(&set, &info, &(struct timespec){0, 20000000}) < 0);
	puts("ok timer");

	/* nobody takes it: it rings on and is heard once somebody listens */
	signal(SIGRTMIN, SIG_IGN);
	sigprocmask(SIG_UNBLOCK, &set, NULL);
	CHECK(!timer_settime(t, 0, &flood, NULL));
	nap(20);
	s = (struct itimerspec){{0, 1000000}, {0, 1}};
	CHECK(!timer_settime(t, 0, &s, NULL));
	nap(20);
	signal(SIGRTMIN, ring);
	for (int i = 0; i < 2000 && rings < 5; i++)
		nap(1);
	CHECK(rings >= 5 && !timer_delete(t));
	e.sigev_notify = SIGEV_NONE;
	CHECK(!timer_create(CLOCK_MONOTONIC, &e, &t) && !timer_settime(t, 0, &flood, NULL));
	nap(5);
	CHECK(!timer_gettime(t, &s) && s.it_interval.tv_nsec == 1 && s.it_value.tv_nsec <= 1);
	CHECK(!timer_delete(t));
	puts("ok ignored");
}

static void itimers(void)
{
	struct itimerval v = {{0, 1}, {0, 1}};

	signal(SIGALRM, SIG_IGN);
	CHECK(!setitimer(ITIMER_REAL, &v, NULL));
	nap(20);
	rings = 0;
	signal(SIGALRM, ring);
	v.it_interval.tv_usec = 2000;
	CHECK(!setitimer(ITIMER_REAL, &v, NULL));
	for (int i = 0; i < 2000 && rings < 5; i++)
		nap(1);
	CHECK(rings >= 5);
	v = (struct itimerval){{LONG_MAX, 0}, {0, 1000}};
	CHECK(!setitimer(ITIMER_REAL, &v, NULL));
	rings = 0;
	nap(30);
	CHECK(rings == 1);
	puts("ok itimer");
}

int main(void)
{
	booted();
	fds();
	timers();
	itimers();
	return 0;
}
