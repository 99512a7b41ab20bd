/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Futexes: threads waiting for a word of the application, by address. There is
 * one address space, so private and shared ones are the same. Not callable from
 * interrupt handlers.
 */
#ifndef UC_FUTEX_H
#define UC_FUTEX_H
#include <uc/thread.h>

#define UC_FUTEX_ANY 0xffffffffu
/* Waits while *word is value: 0 woken, -EAGAIN it was not, -ETIMEDOUT, -EINTR,
 * -EFAULT, -EINVAL (misaligned). */
int uc_futex_wait(const uint32_t *word, uint32_t value, uint32_t bitset,
		  uint64_t deadline);
/* Wakes up to n waiters whose bitset meets this one: how many. */
int uc_futex_wake(const uint32_t *word, int n, uint32_t bitset);
/* Lets up to n waiters wait for another word instead: how many. */
int uc_futex_move(const uint32_t *from, const uint32_t *to, int n);
#endif
