/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread -lm */
/* console: ok float */
/* host: 0 */
/* Vector and x87 state, and rounding modes, survive preemption, signal handlers
 * and system calls. */
#include "booted.h"
#include <fenv.h>
#include <math.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/time.h>
#include <unistd.h>

static atomic_int stop, signals;

static double series(double seed, int n)
{
	double a = seed, b = seed * 0.5, c = seed * 0.25, d = 1;

	for (int i = 0; i < n; i++) {
		a = a * 1.0000001 + b;
		b = b * 0.9999999 + c;
		c = c + d * 1e-9;
		d = d * 1.0000003;
	}
	return a + b + c + d;
}

static long double series_x87(long double seed, int n)
{
	long double a = seed;

	for (int i = 0; i < n; i++)
		a = a * 1.0000000001L + 1e-12L;
	return a;
}

static void *work(void *arg)
{
	double seed = 1.0 + (long)arg, expect = series(seed, 20000);
	long double expect_x = series_x87(seed, 20000);

	while (!stop) {
		CHECK(series(seed, 20000) == expect);
		CHECK(series_x87(seed, 20000) == expect_x);
	}
	return NULL;
}

static void *rounds_up(void *arg)
{
	(void)arg;
	CHECK(!fesetround(FE_UPWARD));
	while (!stop) {
		volatile double one = 1, three = 3;

		CHECK(fegetround() == FE_UPWARD);
		CHECK(one / three > 0.33333333333333331);
		getppid();
	}
	return NULL;
}

static void handler(int sig)
{
	volatile double x = 0;

	(void)sig;
	for (int i = 0; i < 100; i++)
		x = x + sqrt((double)i);
	signals++;
}

int main(void)
{
	pthread_t t[4];
	struct itimerval every = {{0, 5000}, {0, 5000}};

	booted();
	signal(SIGALRM, handler);
	for (long i = 0; i < 3; i++)
		CHECK(!pthread_create(&t[i], NULL, work, (void *)i));
	CHECK(!pthread_create(&t[3], NULL, rounds_up, NULL));
	CHECK(!setitimer(ITIMER_REAL, &every, NULL));
	while (signals < 100)
		pause();
	stop = 1;
	for (int i = 0; i < 4; i++)
		CHECK(!pthread_join(t[i], NULL));
	CHECK(fegetround() == FE_TONEAREST);
	puts("ok float");
	return 0;
}
