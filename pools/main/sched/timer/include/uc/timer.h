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

/*
 * Of what rings each interval ns (not 0) and rang at when: how often it should
 * have rung again up to now, and *next, when it does so after now; UINT64_MAX
 * if that is beyond all time. Who rings for an application arms the timer again
 * only when that has taken notice, or after UC_TIMER_UNHEARD ns at least where
 * it never will: an interval of a nanosecond else leaves time for nothing.
 */
#define UC_TIMER_UNHEARD 1000000
static inline uint64_t uc_timer_missed(uint64_t when, uint64_t interval, uint64_t now, uint64_t *next)
{
	uint64_t n = now > when ? (now - when) / interval : 0;

	when += n * interval;
	*next = when > UINT64_MAX - interval ? UINT64_MAX : when + interval;
	return n;
}
uint64_t uc_monotonic(void);            /* ns since boot */
uint64_t uc_realtime(void);             /* ns since 1970, settable */
void uc_realtime_set(uint64_t ns);
/* The platform is to be asked again, unless the time was set. */
void uc_realtime_ask(void);
#endif
