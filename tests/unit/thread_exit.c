/* SPDX-License-Identifier: BSD-3-Clause */
/* A thread ends while interrupts that send it signals come whenever they can: when
 * it is gone, none is in its queue. */
#include "unit.h"
#include <pthread.h>
#include <setjmp.h>

static int enabled = 1;
static void interrupt(void);

static unsigned long irq_save(void)
{
	unsigned long f = enabled;

	enabled = 0;
	return f;
}
static void irq_restore(unsigned long f)
{
	enabled = f;
	if (f)
		interrupt();
}
#define uc_irq_save irq_save
#define uc_irq_restore irq_restore
static void uc_irq_disable(void) { enabled = 0; }
void uc_printk(const char *fmt, ...) { (void)fmt; }
UC_NORETURN void uc_panic(const char *fmt, ...) { printf("%s\n", fmt); exit(1); }

struct uc_context { uint64_t ksp; };
#include "../../pools/main/sched/core/list.c"
#include "../../pools/main/sched/core/exit.c"
#include "../../pools/main/posix/signal/post.c"
#include "../../pools/main/posix/signal/ignored.c"

#define TID 7

static struct uc_thread dying = {.tid = TID}, other = {.tid = 8};
struct uc_thread *uc_current = &dying;
struct uc_list uc_threads = UC_LIST_INIT(uc_threads);
unsigned uc_app_threads = 2;
static unsigned taken_count, posted;
static jmp_buf gone;

static void taken(struct queued *q, siginfo_t *given)
{
	CHECK(!given && !enabled);
	q->on = false;
	taken_count++;
}

static struct queued q = {.taken = taken, .info.si_signo = SIG_RT};

/* As a timer that rings for a thread. */
static void interrupt(void)
{
	struct uc_thread *t;

	enabled = 0;
	t = uc_thread_find(TID);
	if (t && !q.on)
		posted += uc_signal_post(t, SIG_RT, &q);
	enabled = 1;
}

void uc_signal_deliver(struct uc_uframe *f) { (void)f; }
int uc_wake(struct uc_waitq *w, int n, unsigned events) { return (void)w, (void)n, (void)events, 0; }
void uc_thread_interrupt(struct uc_thread *t, unsigned work) { t->work |= work; }
void uc_thread_exit_hook(struct uc_thread *t)
{
	interrupt();
	uc_signal_thread_gone(t);
}
void uc_sched_gone(struct uc_thread *t)
{
	CHECK(t == &dying && !enabled);
}
void uc_sched_next(void) { longjmp(gone, 1); }

int main(void)
{
	uc_list_init(&dying.sig_queue);
	uc_list_init(&other.sig_queue);
	uc_list_append(&uc_threads, &dying.all);
	uc_list_append(&uc_threads, &other.all);
	interrupt();
	CHECK(posted == 1 && q.on);
	if (!setjmp(gone))
		uc_thread_exit();
	CHECK(!q.on && uc_list_empty(&dying.sig_queue) && taken_count == posted);
	CHECK(!uc_thread_find(TID) && uc_thread_find(8) == &other && uc_app_threads == 1);
	printf("ok thread_exit\n");
	return 0;
}
