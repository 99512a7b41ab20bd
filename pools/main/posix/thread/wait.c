/* SPDX-License-Identifier: BSD-3-Clause */
/* The waiters and their hash table. */
#include <uc/futex.h>

#define BUCKETS 64

struct waiter {
	struct uc_list node;
	const uint32_t *word;
	uint32_t bitset;
	bool woken;
	struct uc_thread *thread;
};

static struct uc_list buckets[BUCKETS];

static struct uc_list *bucket(const uint32_t *word)
{
	/* Fibonacci hashing: the top bits depend on all of the address */
	uint64_t h = ((uintptr_t)word >> 2) * 0x9e3779b97f4a7c15;
	struct uc_list *b = &buckets[h >> 58];

	_Static_assert(BUCKETS == 1 << (64 - 58), "the shift above");
	if (!b->next)
		uc_list_init(b);
	return b;
}

int uc_futex_wait(const uint32_t *word, uint32_t value, uint32_t bitset,
		  uint64_t deadline)
{
	struct waiter w = {.word = word, .bitset = bitset, .thread = uc_current};
	uint32_t now;
	int r = 0;

	if ((uintptr_t)word % 4 || !bitset)
		return -EINVAL;
	if (uc_user_load32(word, &now))
		return -EFAULT;
	if (now != value)
		return -EAGAIN;
	uc_list_append(bucket(word), &w.node);
	while (!w.woken && !(r = uc_sleep(deadline, true)))
		;
	if (w.woken)
		return 0;
	uc_list_remove(&w.node);
	return r;
}

int uc_futex_wake(const uint32_t *word, int n, uint32_t bitset)
{
	struct uc_list *b = bucket(word);
	int woken = 0;

	uc_list_each_safe(p, b) {
		struct waiter *w = UC_CONTAINER(p, struct waiter, node);

		if (woken >= n)
			break;
		if (w->word != word || !(w->bitset & bitset))
			continue;
		uc_list_remove(p);
		w->woken = true;
		uc_thread_wake(w->thread);
		woken++;
	}
	return woken;
}

int uc_futex_move(const uint32_t *from, const uint32_t *to, int n)
{
	struct uc_list *b = bucket(from), *target = bucket(to), moved;
	int count = 0;

	uc_list_init(&moved);
	uc_list_each_safe(p, b) {
		struct waiter *w = UC_CONTAINER(p, struct waiter, node);

		if (count >= n)
			break;
		if (w->word != from)
			continue;
		uc_list_remove(p);
		w->word = to;
		uc_list_append(&moved, p);
		count++;
	}
	while (!uc_list_empty(&moved)) {
		struct uc_list *p = moved.next;

		uc_list_remove(p);
		uc_list_append(target, p);
	}
	return count;
}
