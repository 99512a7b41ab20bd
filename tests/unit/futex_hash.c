/* SPDX-License-Identifier: BSD-3-Clause */
/* Futex waiters against a model: who is woken, by which word, in which order. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
int uc_user_load32(const uint32_t *user, uint32_t *value);
struct uc_context { uint64_t ksp; };
#include "../../pools/main/posix/thread/wait.c"

#define WAITERS 300
#define WORDS 40

static uint32_t words[WORDS];
static struct uc_thread threads[WAITERS];
static struct waiter waiters[WAITERS];
static int word_of[WAITERS];  /* model: what each waits for, -1: nothing */
static unsigned order[WAITERS]; /* model: since when */
struct uc_thread *uc_current = &threads[0];

int uc_user_load32(const uint32_t *user, uint32_t *value)
{
	*value = *user;
	return 0;
}
int uc_sleep(uint64_t deadline, bool interruptible)
{
	(void)deadline, (void)interruptible;
	return -ETIMEDOUT;
}
static int woken_now[WAITERS], woken_count;
void uc_thread_wake(struct uc_thread *t)
{
	woken_now[woken_count++] = (int)(t - threads);
}

static void wait_on(int i, int word, uint32_t bits, unsigned time)
{
	waiters[i] = (struct waiter){.word = &words[word], .bitset = bits,
				     .thread = &threads[i]};
	uc_list_append(bucket(&words[word]), &waiters[i].node);
	word_of[i] = word;
	order[i] = time;
}

int main(void)
{
	unsigned time = 0;

	CHECK(uc_futex_wait((uint32_t *)((char *)words + 1), 0, 1, 0) == -EINVAL);
	CHECK(uc_futex_wait(words, 0, 0, 0) == -EINVAL);
	CHECK(uc_futex_wait(words, 1, 1, 0) == -EAGAIN);
	CHECK(uc_futex_wait(words, 0, 1, 0) == -ETIMEDOUT);
	CHECK(uc_futex_wake(words, 1, UC_FUTEX_ANY) == 0);
	for (int i = 0; i < WAITERS; i++)
		word_of[i] = -1;
	for (int round = 0; round < 100000; round++) {
		int i = unit_random() % WAITERS, w = unit_random() % WORDS;
		int n = unit_random() % 4, want = 0;
		uint32_t bits = 1u << unit_random() % 3;

		if (word_of[i] < 0) {
			wait_on(i, w, bits, time++);
		} else if (unit_random() % 2) {
			for (int k = 0; k < WAITERS; k++)
				want += word_of[k] == w && (waiters[k].bitset & bits);
			woken_count = 0;
			CHECK(uc_futex_wake(&words[w], n, bits) == UC_MIN(n, want));
			for (int k = 0; k < woken_count; k++) {
				int t = woken_now[k];

				CHECK(word_of[t] == w && waiters[t].woken);
				CHECK(!k || order[woken_now[k - 1]] < order[t]);
				for (int o = 0; o < WAITERS; o++)
					CHECK(word_of[o] != w || waiters[o].woken ||
					      !(waiters[o].bitset & bits) ||
					      order[o] > order[t]);
				word_of[t] = -1;
			}
		} else {
			int to = unit_random() % WORDS, moved;

			for (int k = 0; k < WAITERS; k++)
				want += word_of[k] == w;
			moved = uc_futex_move(&words[w], &words[to], n);
			CHECK(moved == UC_MIN(n, want));
			for (int m = 0; m < moved; m++) {
				int first = -1;

				for (int k = 0; k < WAITERS; k++)
					if (word_of[k] == w &&
					    (first < 0 || order[k] < order[first]))
						first = k;
				CHECK(waiters[first].word == &words[to]);
				word_of[first] = to;
				order[first] = time++;
			}
		}
	}
	printf("ok futex_hash\n");
	return 0;
}
