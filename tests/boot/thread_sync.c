/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok sync */
/* host: 0 */
/* Mutexes of all kinds, robust ones included; conditions, semaphores, barriers,
 * read-write locks, thread-specific data; timeouts on each. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <time.h>

#define THREADS 8
#define ROUNDS 2000

static struct timespec in(long ms)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	t.tv_nsec += ms * 1000000;
	t.tv_sec += t.tv_nsec / 1000000000;
	t.tv_nsec %= 1000000000;
	return t;
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t turn = PTHREAD_COND_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_rwlock_t rw = PTHREAD_RWLOCK_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static sem_t slots;
static long sum, whose, onces, inside, shared;
static __thread long mine;
static pthread_key_t key;
static long destroyed;

static void one(void) { onces++; }
static void destroy(void *p) { destroyed += (long)p; }

static void *work(void *arg)
{
	long me = (long)arg;

	pthread_once(&once, one);
	pthread_setspecific(key, (void *)1);
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		long copy = sum;
		if (i % 64 == 0)
			sched_yield();
		sum = copy + 1;
		pthread_mutex_unlock(&lock);
		mine++;
	}
	CHECK(mine == ROUNDS);
	pthread_barrier_wait(&barrier);
	CHECK(sum == THREADS * ROUNDS);
	for (int i = 0; i < 50; i++) {
		pthread_mutex_lock(&lock);
		while (whose != me)
			pthread_cond_wait(&turn, &lock);
		whose = (me + 1) % THREADS;
		pthread_cond_broadcast(&turn);
		pthread_mutex_unlock(&lock);
	}
	for (int i = 0; i < 200; i++) {
		sem_wait(&slots);
		CHECK(__sync_add_and_fetch(&inside, 1) <= 3);
		sched_yield();
		__sync_sub_and_fetch(&inside, 1);
		sem_post(&slots);
		if (me % 2) {
			pthread_rwlock_rdlock(&rw);
			long a = shared;
			sched_yield();
			CHECK(a == shared);
		} else {
			pthread_rwlock_wrlock(&rw);
			shared++;
			sched_yield();
		}
		pthread_rwlock_unlock(&rw);
	}
	return NULL;
}

static void *die_holding(void *arg)
{
	CHECK(!pthread_mutex_lock(arg));
	return NULL;
}

static void *wait_dead(void *arg)
{
	return (void *)(long)pthread_mutex_lock(arg);
}

static void robust(int shared_between)
{
	pthread_mutex_t *m = mmap(NULL, 4096, PROT_READ | PROT_WRITE,
				  MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t a;
	pthread_t t, u;
	void *r;

	CHECK(m != MAP_FAILED);
	pthread_mutexattr_init(&a);
	CHECK(!pthread_mutexattr_setrobust(&a, PTHREAD_MUTEX_ROBUST));
	CHECK(!pthread_mutexattr_setpshared(&a, shared_between));
	CHECK(!pthread_mutex_init(m, &a));
	CHECK(!pthread_create(&t, NULL, die_holding, m));
	pthread_join(t, NULL);
	CHECK(pthread_mutex_lock(m) == EOWNERDEAD);
	CHECK(!pthread_mutex_consistent(m) && !pthread_mutex_unlock(m));
	CHECK(!pthread_mutex_lock(m));
	CHECK(!pthread_create(&u, NULL, wait_dead, m));
	nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	pthread_mutex_unlock(m);
	CHECK(!pthread_join(u, &r) && r == NULL);
	CHECK(pthread_mutex_lock(m) == EOWNERDEAD && !pthread_mutex_unlock(m));
	CHECK(pthread_mutex_lock(m) == ENOTRECOVERABLE);
	munmap(m, 4096);
}

int main(void)
{
	pthread_t t[THREADS];
	pthread_mutexattr_t a;
	pthread_mutex_t m;
	struct timespec soon;
	cpu_set_t cpus;
	char name[16];

	booted();
	CHECK(!pthread_barrier_init(&barrier, NULL, THREADS) && !sem_init(&slots, 0, 3));
	CHECK(!pthread_key_create(&key, destroy));
	for (long i = 0; i < THREADS; i++)
		CHECK(!pthread_create(&t[i], NULL, work, (void *)i));
	for (int i = 0; i < THREADS; i++)
		CHECK(!pthread_join(t[i], NULL));
	CHECK(onces == 1 && shared == 200 * THREADS / 2 && destroyed == THREADS);

	soon = in(20);
	pthread_mutex_lock(&lock);
	CHECK(pthread_cond_timedwait(&turn, &lock, &soon) == ETIMEDOUT);
	pthread_mutex_unlock(&lock);
	CHECK(!sem_wait(&slots) && !sem_wait(&slots) && !sem_wait(&slots));
	soon = in(20);
	CHECK(sem_timedwait(&slots, &soon) < 0 && errno == ETIMEDOUT);
	pthread_mutexattr_init(&a);
	pthread_mutexattr_settype(&a, PTHREAD_MUTEX_ERRORCHECK);
	CHECK(!pthread_mutex_init(&m, &a) && !pthread_mutex_lock(&m));
	CHECK(pthread_mutex_lock(&m) == EDEADLK && !pthread_mutex_unlock(&m));
	CHECK(pthread_mutex_unlock(&m) == EPERM);
	robust(PTHREAD_PROCESS_PRIVATE);
	robust(PTHREAD_PROCESS_SHARED);

	CHECK(!sched_getaffinity(0, sizeof cpus, &cpus) && CPU_COUNT(&cpus) >= 1);
	CHECK(!prctl(PR_SET_NAME, "a name that is far too long") && !prctl(PR_GET_NAME, name));
	CHECK(!strcmp(name, "a name that is "));
	CHECK(sched_get_priority_max(SCHED_FIFO) == 99);
	puts("ok sync");
	return 0;
}
