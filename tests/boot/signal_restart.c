/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok restart */
/* host: 0 */
/* Calls interrupted by handlers: made again with SA_RESTART, EINTR without;
 * those that are never made again; interval timers that do the interrupting. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static int pipes[2];
static volatile int rings;
static sem_t sem;

static void ring(int sig)
{
	(void)sig;
	if (++rings == 3) { /* now let it come to an end */
		write(pipes[1], "x", 1);
		sem_post(&sem);
	}
}

static void every(long us, long interval)
{
	struct itimerval v = {.it_value.tv_usec = us, .it_interval.tv_usec = interval};

	CHECK(!setitimer(ITIMER_REAL, &v, NULL));
}

static void handle(int flags)
{
	struct sigaction a = {.sa_handler = ring, .sa_flags = flags};

	CHECK(!sigaction(SIGALRM, &a, NULL));
	rings = 0;
}

static long raw_read(int fd, void *p, long n)
{
	long r;

	__asm__ volatile("syscall" : "=a"(r) : "a"(SYS_read), "D"(fd), "S"(p), "d"(n)
			 : "rcx", "r11", "memory");
	return r;
}

int main(void)
{
	struct timespec rest, second = {.tv_sec = 10};
	struct pollfd p;
	struct itimerval v;
	char c = 0;

	booted();
	CHECK(!pipe(pipes) && !sem_init(&sem, 0, 0));
	handle(SA_RESTART);
	every(20000, 20000);
	CHECK(read(pipes[0], &c, 1) == 1 && c == 'x' && rings >= 3);
	CHECK(!sem_trywait(&sem));
	handle(SA_RESTART);
	while (sem_wait(&sem))
		CHECK(0);
	CHECK(rings >= 3 && read(pipes[0], &c, 1) == 1);
	handle(SA_RESTART);
	c = 0;
	CHECK(raw_read(pipes[0], &c, 1) == 1 && c == 'x' && rings >= 3);
	every(0, 0);
	sem_trywait(&sem);

	handle(0);
	every(20000, 0);
	CHECK(read(pipes[0], &c, 1) < 0 && errno == EINTR && rings == 1);
	every(20000, 0);
	CHECK(raw_read(pipes[0], &c, 1) == -EINTR && rings == 2);
	handle(0);
	every(20000, 0);
	CHECK(sem_wait(&sem) < 0 && errno == EINTR);

	handle(SA_RESTART); /* never made again */
	every(20000, 0);
	p = (struct pollfd){.fd = pipes[0], .events = POLLIN};
	CHECK(poll(&p, 1, 10000) < 0 && errno == EINTR);
	every(20000, 0);
	CHECK(nanosleep(&second, &rest) < 0 && errno == EINTR);
	CHECK(rest.tv_sec == 9 && rest.tv_nsec > 500000000);
	handle(SA_RESTART);
	every(20000, 0);
	CHECK(pause() < 0 && errno == EINTR);

	handle(SA_RESTART);
	signal(SIGALRM, SIG_IGN); /* nothing runs: nothing is noticed */
	every(10000, 0);
	CHECK(poll(&p, 1, 50) == 0);
	every(500000, 100000);
	CHECK(!getitimer(ITIMER_REAL, &v) && v.it_interval.tv_usec == 100000);
	CHECK(v.it_value.tv_usec > 100000 && v.it_value.tv_usec <= 500000);
	every(0, 0);
	CHECK(!getitimer(ITIMER_REAL, &v) && !v.it_value.tv_usec);
	handle(0);
	alarm(1);
	CHECK(alarm(1) == 1);
	CHECK(pause() < 0 && rings == 1);
	puts("ok restart");
	return 0;
}
