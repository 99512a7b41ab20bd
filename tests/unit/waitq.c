/* SPDX-License-Identifier: BSD-3-Clause */
/* Wait queues: who is woken, in which order, and that waking few goes round. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#include "../../pools/main/sched/core/wait.c"

static struct uc_thread threads[4];
struct uc_thread *uc_current = &threads[0];
static int log_[64], logged;

void uc_thread_wake(struct uc_thread *t)
{
	log_[logged++] = (int)(t - threads);
}

static void once(struct uc_wait *w, unsigned events)
{
	CHECK(events == 5);
	log_[logged++] = 9;
	uc_wait_remove(w);
}

static void expect(int n, const int *want)
{
	CHECK(logged == n);
	for (int i = 0; i < n; i++)
		CHECK(log_[i] == want[i]);
	logged = 0;
}
#define EXPECT(...) expect(sizeof((int[]){__VA_ARGS__}) / sizeof(int), (int[]){__VA_ARGS__})

int main(void)
{
	static struct uc_waitq q, zero; /* zeroed ones are usable */
	struct uc_wait w[4], cb = {.wake = once};

	CHECK(uc_wake(&zero, -1, 0) == 0);
	for (int i = 0; i < 4; i++) {
		w[i] = (struct uc_wait){.thread = &threads[i]};
		CHECK(uc_wake(&q, 10, 0) == i);
		uc_wait_add(&q, &w[i]);
		logged = 0;
	}
	CHECK(uc_wake(&q, -1, 1) == 4 && w[3].events == 1);
	EXPECT(0, 1, 2, 3);
	CHECK(uc_wake(&q, 1, 0) == 1 && uc_wake(&q, 2, 2) == 2 && uc_wake(&q, 2, 0) == 2);
	EXPECT(0, 1, 2, 3, 0);
	CHECK(w[1].events == 3);
	uc_wait_remove(&w[0]);
	uc_wait_remove(&w[0]); /* harmless */
	uc_wait_remove(&w[2]);
	uc_wait_add(&q, &cb);
	CHECK(uc_wake(&q, 9, 5) == 3);
	logged = 0;
	CHECK(uc_wake(&q, -1, 5) == 2);
	logged = 0;
	uc_wait_add(&q, &cb);
	CHECK(uc_wake(&q, -1, 5) == 3);
	EXPECT(1, 3, 9);
	printf("ok waitq\n");
	return 0;
}
