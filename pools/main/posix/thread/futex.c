/* SPDX-License-Identifier: BSD-3-Clause */
/* futex(2). The operations with priority inheritance are not provided. */
#include <linux/futex.h>
#include <uc/clock.h>
#include <uc/futex.h>
#include <uc/syscall.h>

static long wait(const uint32_t *word, int op, uint32_t value,
		 const struct timespec *timeout, uint32_t bitset)
{
	bool absolute = (op & FUTEX_CMD_MASK) == FUTEX_WAIT_BITSET;
	uint64_t ns, deadline = UINT64_MAX;
	int r;

	if (timeout) {
		r = uc_time_in(timeout, &ns);
		if (!r)
			r = uc_clock_deadline(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME
									: CLOCK_MONOTONIC,
					      ns, absolute, &deadline);
		if (r)
			return r;
	}
	r = uc_futex_wait(word, value, bitset, deadline);
	/* made again, a call would wait for all of its time again */
	return r == -EINTR && !timeout ? -UC_ERESTART : r;
}

static uint32_t operate(unsigned op, uint32_t old, uint32_t arg)
{
	switch (op) {
	case FUTEX_OP_SET: return arg;
	case FUTEX_OP_ADD: return old + arg;
	case FUTEX_OP_OR: return old | arg;
	case FUTEX_OP_ANDN: return old & ~arg;
	default: return old ^ arg;
	}
}

static bool compare(unsigned cmp, int32_t old, int32_t arg)
{
	switch (cmp) {
	case FUTEX_OP_CMP_EQ: return old == arg;
	case FUTEX_OP_CMP_NE: return old != arg;
	case FUTEX_OP_CMP_LT: return old < arg;
	case FUTEX_OP_CMP_LE: return old <= arg;
	case FUTEX_OP_CMP_GT: return old > arg;
	default: return old >= arg;
	}
}

/* futex(2), FUTEX_WAKE_OP: op 4 bits, cmp 4, oparg 12, cmparg 12. */
static long wake_op(const uint32_t *word, int n, uint32_t *word2, int n2,
		    uint32_t code)
{
	unsigned op = code >> 28 & 7, cmp = code >> 24 & 15;
	int32_t arg = (int32_t)(code << 8) >> 20, cmp_arg = (int32_t)(code << 20) >> 20;
	uint32_t old, seen;
	int r;

	if (op > FUTEX_OP_XOR || cmp > FUTEX_OP_CMP_GE)
		return -ENOSYS;
	if (code >> 28 & FUTEX_OP_OPARG_SHIFT)
		arg = 1 << (arg & 31);
	if (uc_user_load32(word2, &old))
		return -EFAULT;
	for (;; old = seen) {
		if (uc_user_cas32(word2, old, operate(op, old, arg), &seen))
			return -EFAULT;
		if (seen == old)
			break;
	}
	r = uc_futex_wake(word, n, UC_FUTEX_ANY);
	if (compare(cmp, old, cmp_arg))
		r += uc_futex_wake(word2, n2, UC_FUTEX_ANY);
	return r;
}

static long requeue(const uint32_t *from, const uint32_t *to, int wake, int move,
		    const uint32_t *expect)
{
	uint32_t now;
	int n;

	if (wake < 0 || move < 0)
		return -EINVAL;
	if (expect) {
		if (uc_user_load32(from, &now))
			return -EFAULT;
		if (now != *expect)
			return -EAGAIN;
	}
	n = uc_futex_wake(from, wake, UC_FUTEX_ANY);
	return n + uc_futex_move(from, to, move);
}

/* What libc's locks call, weakly: where no thread can be made, nobody waits. */
__asm__(".globl uc_lock_futex; .set uc_lock_futex, uc_sys_futex");

UC_SYSCALL(futex, uint32_t *word, int op, uint32_t value,
	   const struct timespec *timeout, uint32_t *word2, uint32_t value3)
{
	int n2 = (int)(uintptr_t)timeout; /* some operations count in its place */

	if ((uintptr_t)word % 4)
		return -EINVAL;
	switch (op & FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
		return wait(word, op, value, timeout, UC_FUTEX_ANY);
	case FUTEX_WAIT_BITSET:
		return wait(word, op, value, timeout, value3);
	case FUTEX_WAKE:
		return uc_futex_wake(word, value, UC_FUTEX_ANY);
	case FUTEX_WAKE_BITSET:
		return value3 ? uc_futex_wake(word, value, value3) : -EINVAL;
	case FUTEX_REQUEUE:
		return (uintptr_t)word2 % 4 ? -EINVAL
					    : requeue(word, word2, value, n2, NULL);
	case FUTEX_CMP_REQUEUE:
		return (uintptr_t)word2 % 4 ? -EINVAL
					    : requeue(word, word2, value, n2, &value3);
	case FUTEX_WAKE_OP:
		return (uintptr_t)word2 % 4 ? -EINVAL
					    : wake_op(word, value, word2, n2, value3);
	}
	return -ENOSYS;
}
