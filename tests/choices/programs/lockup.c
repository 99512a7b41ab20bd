/* SPDX-License-Identifier: BSD-3-Clause */
/* config: SCHED_CORE_LOCKUP=1 */
/* config: LIB_SCHED_COOP=y */
/* cflags: -pthread */
/* console: busy, not stuck */
/* console: thread 1 \(lockup\) keeps the CPU for 1 s, and others wait */
/* console: panic: lockup: thread 1 \(lockup\) is in system call -?[0-9]+ for 1 s */
/* console: stuck\+0x */
/* exit: 134 */
/* Who keeps the CPU is found; who sleeps, or calls the kernel again and again, is
 * not blamed. */
#include "../../boot/kernel.h"
#include <pthread.h>
#include <time.h>
#include <unistd.h>

static long seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 10 + t.tv_nsec / 100000000;
}

static void *waits(void *arg)
{
	return arg;
}

static long stuck(void)
{
	for (;;)
		__asm__ volatile("" ::: "memory");
}

int main(void)
{
	pthread_t t;
	long until;

	booted();
	for (until = seconds() + 25; seconds() < until;)
		getppid();
	sleep(2);
	puts("busy, not stuck");
	CHECK(!pthread_create(&t, NULL, waits, NULL));
	for (until = seconds() + 31; seconds() < until;)
		;
	CHECK(!pthread_join(t, NULL));
	return enter_kernel(stuck) & 0;
}
