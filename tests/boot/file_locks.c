/* SPDX-License-Identifier: BSD-3-Clause */
/* flock(2): a lock is the open file's, however many threads asked for it. */
/* host: 0 */
/* run: --net none */
/* cflags: -D_GNU_SOURCE -pthread */
/* console: ok locks */
/* console: ok waiters */
#include "booted.h"
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <sys/file.h>
#include <unistd.h>

#define FAILS(call, e) CHECK((call) < 0 && errno == (e))

static char name[32];

static int reopen(void)
{
	int fd = open(name, O_RDWR | O_CREAT, 0600);
	CHECK(fd >= 0);
	return fd;
}

static void locks(void)
{
	int a = reopen(), b = reopen(), c = dup(a);
	FAILS(flock(a, 0), EINVAL);
	FAILS(flock(a, LOCK_SH | LOCK_EX), EINVAL);
	FAILS(flock(99, LOCK_SH), EBADF);
	CHECK(!flock(a, LOCK_SH) && !flock(b, LOCK_SH) && !flock(b, LOCK_SH));
	FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	CHECK(!flock(a, LOCK_UN));
	CHECK(!flock(b, LOCK_EX));
	FAILS(flock(c, LOCK_SH | LOCK_NB), EWOULDBLOCK);
	CHECK(!flock(b, LOCK_SH) && !flock(c, LOCK_SH | LOCK_NB));
	/* a duplicate is the same open file: its lock goes with the last one */
	close(a);
	FAILS(flock(b, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	close(c);
	CHECK(!flock(b, LOCK_EX | LOCK_NB));
	close(b);
	printf("ok locks\n");
}

static int shared;
static volatile int done;

static void *take(void *kind)
{
	CHECK(!flock(shared, (long)kind));
	__atomic_fetch_add(&done, 1, __ATOMIC_RELAXED);
	return NULL;
}

static void waiters(long first, long second)
{
	pthread_t t[2];
	int holder = reopen(), other = reopen();
	shared = reopen();
	done = 0;
	CHECK(!flock(holder, LOCK_EX));
	CHECK(!pthread_create(&t[0], NULL, take, (void *)first));
	CHECK(!pthread_create(&t[1], NULL, take, (void *)second));
	usleep(50000);
	CHECK(done == 0);
	CHECK(!flock(holder, LOCK_UN));
	CHECK(!pthread_join(t[0], NULL) && !pthread_join(t[1], NULL));
	CHECK(done == 2);
	FAILS(flock(other, LOCK_EX | LOCK_NB), EWOULDBLOCK);
	/* two asked, but it is one lock */
	CHECK(!flock(shared, LOCK_UN));
	CHECK(!flock(other, LOCK_EX | LOCK_NB) && !flock(other, LOCK_UN));
	close(shared);
	CHECK(!flock(other, LOCK_EX | LOCK_NB));
	close(other);
	close(holder);
}

int main(void)
{
	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	snprintf(name, sizeof name, "/tmp/locks.%d", getpid());
	alarm(20);
	locks();
	waiters(LOCK_EX, LOCK_EX);
	waiters(LOCK_SH, LOCK_SH);
	waiters(LOCK_SH, LOCK_EX);
	unlink(name);
	printf("ok waiters\n");
	return 0;
}
