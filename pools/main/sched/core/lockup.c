/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Looks once a second whether it is the same stay on the CPU as the last time.
 * That it is the same stay in the kernel a mark tells, in a word of the frame that
 * the gate clears on each entry.
 */
#include <uc/config.h>
#include <uc/plat.h>
#include <uc/sched.h>
#include <uc/timer.h>

#if CONFIG_SCHED_CORE_LOCKUP
#define SECOND 1000000000UL
#define MARK   (UC_GATE_MARK / sizeof(uint64_t))

extern const struct uc_regs *uc_interrupted; /* the last time, of kernel code */

static UC_NORETURN void found(const struct uc_thread *t, unsigned seconds)
{
	uc_printk("panic: lockup: thread %d (%s) is in system call %ld for %u s\n", t->tid, t->name, t->uframe->nr, seconds);
	if (!uc_interrupted)
		uc_panic("lockup");
	uc_dump_regs(uc_interrupted);
	uc_power_off(UC_OFF_PANIC, 0);
}

static void look(struct uc_timer *timer)
{
	static struct uc_thread *last;
	static uint64_t since;
	static unsigned on_cpu, in_call; /* seconds */
	struct uc_thread *t = uc_current;
	bool idle = t->state != UC_READY, same = !idle && t == last && t->switched_in == since;
	/* that of an interrupt is none */
	uint64_t *frame = t->uframe && t->uframe->nr >= 0 ? (void *)t->uframe : NULL;

	on_cpu = same ? on_cpu + 1 : 0;
	in_call = same && frame && frame[MARK] ? in_call + 1 : 0;
	last = t;
	since = t->switched_in;
	if (frame && !idle)
		frame[MARK] = 1;
	if (in_call >= CONFIG_SCHED_CORE_LOCKUP)
		found(t, in_call);
	if (on_cpu == CONFIG_SCHED_CORE_LOCKUP && !uc_list_empty(&uc_ready))
		uc_printk("thread %d (%s) keeps the CPU for %u s, and others wait\n", t->tid, t->name, on_cpu);
	uc_timer_set(timer, timer->when + SECOND);
}

void uc_lockup_watch(void)
{
	static struct uc_timer timer = {.fn = look};

	uc_timer_set(&timer, uc_monotonic() + SECOND);
}
UC_INIT(UC_INIT_LATE, uc_lockup_watch);
#endif
