/* SPDX-License-Identifier: BSD-3-Clause */
/* One-shot kernel timers on the platform's event timer; nothing ticks. */
#ifndef UC_TIMER_H
#define UC_TIMER_H
struct uc_timer {
	uint64_t when;  /* monotonic ns; valid while armed */
	void (*fn)(struct uc_timer *t); /* interrupts off, must not block */
	struct uc_timer *child, *sibling, *prev; /* heap links */
	bool armed;
};
/* (Re)arms t. Callable from anywhere, its own fn included. */
void uc_timer_set(struct uc_timer *t, uint64_t when);
void uc_timer_cancel(struct uc_timer *t);
uint64_t uc_monotonic(void);            /* ns since boot */
uint64_t uc_realtime(void);             /* ns since 1970, settable */
void uc_realtime_set(uint64_t ns);
#endif
