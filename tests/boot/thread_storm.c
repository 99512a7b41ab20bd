/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok storm */
/* host: 0 */
/* limit: 120s */
/* Everything at once for three seconds: threads that compute, call, sleep, wait
 * for each other, come and go, under a rain of signals. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <signal.h>
#include <stdatomic.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static atomic_int stop, handled, made;
static atomic_long progress[8];
static int pipes[2];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static int token;
static sem_t sem;

static void handler(int sig)
{
	int saved = errno;
	struct timespec t;

	(void)sig;
	clock_gettime(CLOCK_MONOTONIC, &t);
	sem_post(&sem);
	getppid();
	handled++;
	errno = saved;
}

/* Registers, vectors and the red zone must survive whatever comes between. */
static void *compute(void *arg)
{
	while (!stop) {
		unsigned long h = 1469598103934665603u;
		double d = 1;
		long double x = 1;

		for (int i = 0; i < 20000; i++) {
			h = (h ^ (unsigned)i) * 1099511628211u;
			d = d * 1.0000001 + 1e-9;
			if (i % 64 == 0)
				x = x * 1.0000001L;
		}
		if (!progress[7])
			progress[7] = (long)h;
		CHECK((long)h == progress[7] && d > 1.002 && d < 1.0021 && x > 1);
		progress[(long)arg]++;
	}
	return NULL;
}

static void *call(void *arg)
{
	while (!stop) {
		CHECK(getppid() >= 0);
		errno = 0;
		CHECK(read(-1, NULL, 0) < 0 && errno == EBADF);
		sched_yield();
		progress[(long)arg]++;
	}
	return NULL;
}

static void *pass(void *arg)
{
	int me = (int)(long)arg % 2;

	while (!stop) {
		struct timespec t;

		pthread_mutex_lock(&lock);
		clock_gettime(CLOCK_REALTIME, &t);
		t.tv_sec++;
		while (token != me && !stop)
			pthread_cond_timedwait(&turn, &lock, &t);
		token = !me;
		pthread_cond_signal(&turn);
		pthread_mutex_unlock(&lock);
		progress[(long)arg]++;
	}
	return NULL;
}

static void *drain(void *arg)
{
	char c;

	while (read(pipes[0], &c, 1) == 1)
		progress[(long)arg]++;
	return NULL;
}

static void *feed(void *arg)
{
	while (!stop) {
		CHECK(write(pipes[1], "x", 1) == 1);
		usleep(100);
		progress[(long)arg]++;
	}
	close(pipes[1]);
	return NULL;
}

static void *brief(void *arg)
{
	char *p = mmap(NULL, 65536, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	p[30000] = 1;
	CHECK(!munmap(p, 65536));
	made++;
	return arg;
}

static void *breed(void *arg)
{
	pthread_attr_t detached;
	pthread_t t;

	pthread_attr_init(&detached);
	pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
	while (!stop) {
		void *r;

		CHECK(!pthread_create(&t, NULL, brief, arg));
		CHECK(!pthread_join(t, &r) && r == arg);
		CHECK(!pthread_create(&t, &detached, brief, NULL));
		progress[(long)arg]++;
	}
	return NULL;
}

/* Nobody starves, however slow the machine is. */
static int enough(void)
{
	for (int i = 0; i < 7; i++)
		if (progress[i] < 20)
			return 0;
	return handled > 300 && made > 20;
}

int main(void)
{
	void *(*const work[])(void *) = {compute, compute, call, pass, pass, drain, feed};
	struct sigaction a = {.sa_handler = handler, .sa_flags = SA_RESTART};
	struct itimerval rain = {{0, 500}, {0, 500}};
	struct timespec now, end;
	pthread_t t[8];

	booted();
	CHECK(!pipe(pipes) && !sem_init(&sem, 0, 0));
	sigaction(SIGALRM, &a, NULL);
	sigaction(SIGUSR1, &a, NULL);
	for (long i = 0; i < 7; i++)
		CHECK(!pthread_create(&t[i], NULL, work[i], (void *)i));
	CHECK(!pthread_create(&t[7], NULL, breed, (void *)2));
	CHECK(!setitimer(ITIMER_REAL, &rain, NULL));
	clock_gettime(CLOCK_MONOTONIC, &end);
	end.tv_sec += 3;
	for (int i = 0;; i++) {
		usleep(10000); /* the rain cuts it short */
		clock_gettime(CLOCK_MONOTONIC, &now);
		if ((now.tv_sec > end.tv_sec || (now.tv_sec == end.tv_sec && now.tv_nsec > end.tv_nsec)) && enough())
			break;
		CHECK(!pthread_kill(t[i % 7], SIGUSR1));
		if (i % 50 == 0)
			CHECK(!setgid(0)); /* on every thread, by signals */
	}
	stop = 1;
	for (int i = 0; i < 8; i++)
		CHECK(!pthread_join(t[i], NULL));
	setitimer(ITIMER_REAL, &(struct itimerval){0}, NULL);
	puts("ok storm");
	return 0;
}
