/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The switch, and waking. Whose turn it is the scheduler decides, by the order
 * of the ready queue.
 */
#include <uc/plat.h>
#include <uc/scheduler.h>

struct uc_list uc_ready = UC_LIST_INIT(uc_ready);
uint64_t uc_cpu_time_gone;

static bool idle;
static struct uc_thread *ended;   /* its stack waits to be freed */

/* Books the time since the switch (or the last booking). */
static void account(struct uc_thread *t, uint64_t now)
{
	uint64_t ns = now - t->switched_in;

	t->cpu_time += ns;
	t->switched_in = now;
	uc_policy_charge(t, ns);
}

uint64_t uc_thread_cpu_time(const struct uc_thread *t)
{
	unsigned long f = uc_irq_save();
	uint64_t time = t->cpu_time;

	if (t == uc_current && !idle)
		time += uc_plat_monotonic() - t->switched_in;
	uc_irq_restore(f);
	return time;
}

void uc_sched_ready(struct uc_thread *t)
{
	t->state = UC_READY;
	uc_policy_ready(t, idle ? NULL : uc_current);
}

static void load_app_state(struct uc_thread *next)
{
	/* the x87 stack is empty at a call, but not where one was preempted */
	bool dirty = true;

	if (uc_loaded) {
		dirty = uc_loaded->uframe && uc_loaded->uframe->kind == UC_UFRAME_FULL;
		if (dirty) {
			uc_arch_fpu_save(uc_loaded->fpu);
			uc_loaded->fpu_saved = true;
		} else {
			__asm__ volatile("stmxcsr %0; fnstcw %1"
					 : "=m"(uc_loaded->mxcsr), "=m"(uc_loaded->fpu_cw));
		}
	}
	if (next->fpu_saved) {
		uc_arch_fpu_restore(next->fpu);
		next->fpu_saved = false;
	} else {
		if (dirty)
			__asm__ volatile("fninit");
		__asm__ volatile("ldmxcsr %0; fldcw %1"
				 ::"m"(next->mxcsr), "m"(next->fpu_cw));
	}
	uc_arch_set_tls(next->tls);
	uc_loaded = next;
}

void uc_sched_reap(void)
{
	unsigned long f = uc_irq_save();

	if (ended && ended != uc_current) {
		struct uc_thread *t = ended;

		ended = NULL;
		if (t != &uc_thread_main) /* its stack is in the image */
			uc_kstack_free(t->kstack);
	}
	uc_irq_restore(f);
}

void uc_sched_gone(struct uc_thread *t)
{
	uc_sched_reap();
	account(t, uc_plat_monotonic());
	uc_cpu_time_gone += t->cpu_time;
	t->state = UC_DEAD;
	if (uc_loaded == t)
		uc_loaded = NULL;
	ended = t;
}

void uc_sched_next(void)
{
	struct uc_thread *prev = uc_current, *next;
	uint64_t now = uc_plat_monotonic();

	account(prev, now);
	if (uc_list_empty(&uc_ready)) {
		idle = true;
		do {
			uc_plat_wait();
			uc_irq_disable();
		} while (uc_list_empty(&uc_ready));
		idle = false;
		now = uc_plat_monotonic();
	}
	next = UC_CONTAINER(uc_ready.next, struct uc_thread, run);
	uc_list_remove(&next->run);
	next->switched_in = now;
	__atomic_and_fetch(&next->work, ~UC_WORK_RESCHED, __ATOMIC_RELAXED);
	uc_policy_run(next);
	if (next == prev)
		return;
	if (!next->kernel && next != uc_loaded)
		load_app_state(next);
	uc_current = next;
	uc_arch_switch(&prev->ctx, &next->ctx);
	if (ended)
		uc_sched_reap();
}

void uc_sched_again(void)
{
	struct uc_thread *t = uc_current;

	__atomic_and_fetch(&t->work, ~UC_WORK_RESCHED, __ATOMIC_RELAXED);
	if (uc_list_empty(&uc_ready))
		return;
	account(t, uc_plat_monotonic());
	uc_policy_again(t);
	uc_sched_next();
}

void uc_yield(void)
{
	unsigned long f = uc_irq_save();

	if (!uc_list_empty(&uc_ready)) {
		account(uc_current, uc_plat_monotonic());
		uc_policy_yield(uc_current);
		uc_sched_again();
	}
	uc_irq_restore(f);
}

void uc_cond_resched(void)
{
	if (uc_current->work & UC_WORK_RESCHED)
		uc_yield();
}

void uc_thread_wake(struct uc_thread *t)
{
	unsigned long f = uc_irq_save();

	t->woken = true;
	if (t->state == UC_SLEEPING || t->state == UC_WAITING)
		uc_sched_ready(t);
	uc_irq_restore(f);
}

void uc_thread_interrupt(struct uc_thread *t, unsigned work)
{
	unsigned long f = uc_irq_save();

	__atomic_or_fetch(&t->work, work, __ATOMIC_RELAXED);
	if (t->state == UC_WAITING)
		uc_sched_ready(t);
	uc_irq_restore(f);
}
