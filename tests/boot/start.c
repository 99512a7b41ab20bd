/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread -Wno-prio-ctor-dtor */
/* console: constructor 1\nconstructor 2\nmain\nok start\natexit\ndestructor */
/* exit: 7 */
/* host: 7 */
/* What runs before and after main; thread-local storage; indirect functions. */
#include "booted.h"
#include <errno.h>
#include <pthread.h>
#include <sys/auxv.h>

static int order;
static __thread int local = 5;
static __thread char zero[300];
static __thread _Alignas(64) int aligned = 3;

__attribute__((constructor(101))) static void first(void)
{
	CHECK(++order == 1);
	puts("constructor 1");
}
__attribute__((constructor(102))) static void second(void)
{
	CHECK(++order == 2);
	puts("constructor 2");
}
__attribute__((destructor)) static void last(void)
{
	puts("destructor");
	fflush(stdout);
}
static void at_exit(void) { puts("atexit"); }

static int chosen(void) { return 77; }
static void *choose(void) { return (void *)chosen; }
static int indirect(void) __attribute__((ifunc("choose")));

static void *thread(void *arg)
{
	CHECK(local == 5 && !zero[299] && aligned == 3);
	CHECK(((uintptr_t)&aligned & 63) == 0);
	local = 9;
	errno = 4;
	return arg;
}

int main(int argc, char **argv, char **envp)
{
	pthread_t t;

	booted();
	puts("main");
	CHECK(order == 2 && argc >= 1 && argv[argc] == NULL && envp);
	CHECK(indirect() == 77);
	errno = 3;
	CHECK(!pthread_create(&t, NULL, thread, NULL) && !pthread_join(t, NULL));
	CHECK(local == 5 && errno == 3);
	CHECK(getauxval(AT_PAGESZ) == 4096 && getauxval(AT_RANDOM) && getauxval(AT_PHDR));
	atexit(at_exit);
	puts("ok start");
	return 7;
}
