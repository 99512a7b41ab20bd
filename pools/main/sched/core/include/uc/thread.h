/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Threads and waiting. One CPU; application code is preempted when the
 * scheduler wants it, kernel code gives up the CPU only where it waits.
 */
#ifndef UC_THREAD_H
#define UC_THREAD_H
#include <uc/arch.h>
#include <signal.h>

struct uc_thread {
	uint64_t kstack_top;      /* offset 0: read by gate.S */
	struct uc_uframe *uframe; /* offset 8: written by gate.S; NULL in app */
	uint32_t work;            /* offset 16: not 0: uc_user_exit_work first */
#define UC_WORK_RESCHED 1
#define UC_WORK_SIGNAL  2
#define UC_WORK_EXIT    4
	uint32_t state;
	struct uc_context ctx;
	uintptr_t tls;
	void *fpu;                /* allocated at first need */
	bool fpu_saved;           /* fpu holds the live vector state */
	int tid;
	char name[16];
	struct uc_list all;       /* every thread */
	struct uc_list run;       /* ready queue */
	uint64_t cpu_time;        /* ns on the CPU up to the last switch */
	uint64_t switched_in;     /* monotonic ns */
	int nice;
	struct uc_wait *waiting;  /* what it waits for, NULL when ready */
	int *clear_tid;           /* set_tid_address / CLONE_CHILD_CLEARTID */
	void *robust_list;
	size_t robust_len;
	/* posix/signal's part */
	uint64_t sig_mask;        /* blocked, bit (signal - 1) */
	uint64_t sig_pending;     /* sent to this thread */
	uint64_t sig_saved_mask;  /* sigsuspend, ppoll: restored afterwards */
	bool sig_restore_mask;
	stack_t sig_stack;
	struct uc_list sig_queue; /* queued siginfo of this thread */
	bool kernel;              /* no application state, takes no signals */
	/* sched/core's part */
	void *kstack;             /* lowest byte of the kernel stack */
	uint32_t mxcsr;           /* control words while switched out */
	uint16_t fpu_cw;
	bool woken;               /* a wake came: the next uc_sleep returns 0 */
	/* the scheduler's part */
	uint64_t vruntime;        /* ns on the CPU, scaled by nice */
	uint64_t slice_end;       /* monotonic ns */
};
/* uc_thread.state */
#define UC_READY    0 /* or running */
#define UC_SLEEPING 1 /* until woken */
#define UC_WAITING  2 /* until woken or a signal comes */
#define UC_DEAD     3

extern struct uc_thread *uc_current;

/* Starts a kernel thread; NULL when memory is exhausted. fn may return. */
struct uc_thread *uc_thread_kernel(const char *name, void (*fn)(void *),
				   void *arg);
/* Starts an application thread that continues with *frame; tid > 0 is filled.
 * NULL when memory is exhausted. The thread is ready, not running. */
struct uc_thread *uc_thread_user(const struct uc_uframe *frame, uintptr_t tls);
UC_NORETURN void uc_thread_exit(void); /* ends the current thread only */
struct uc_thread *uc_thread_find(int tid);
struct uc_thread *uc_thread_next(struct uc_thread *prev); /* NULL: first */
unsigned uc_thread_count(void);        /* application threads */

/* Gives the CPU to the next ready thread of equal or higher priority. */
void uc_yield(void);
/* In long loops of kernel code: yields when the slice is over. */
void uc_cond_resched(void);

/* A place to wait. Zero-initialise, or uc_waitq_init. */
struct uc_waitq {
	struct uc_list waiters;
};
#define UC_WAITQ_INIT(q) { UC_LIST_INIT((q).waiters) }
void uc_waitq_init(struct uc_waitq *q);
/*
 * One stay on one queue. Lives on the waiter's stack or in its object. wake,
 * when not NULL, is called instead of making the thread ready (epoll, timers);
 * it runs with interrupts off and must not block.
 */
struct uc_wait {
	struct uc_list node;
	struct uc_thread *thread;
	void (*wake)(struct uc_wait *w, unsigned events);
	unsigned events; /* what woke it */
};
void uc_wait_add(struct uc_waitq *q, struct uc_wait *w);
void uc_wait_remove(struct uc_wait *w);
/* Wakes all waiters (n < 0) or the first n; events is passed on (EPOLL*).
 * Callable from interrupt handlers. Returns how many were woken. */
int uc_wake(struct uc_waitq *q, int n, unsigned events);

/*
 * Sleeps until woken by any queue joined, deadline (monotonic ns, UINT64_MAX:
 * never) or, if interruptible, a signal. 0, -ETIMEDOUT or -EINTR. The usual use:
 *	struct uc_wait w = {.thread = uc_current};
 *	uc_wait_add(&q, &w);
 *	while (!condition && !(r = uc_sleep(deadline, true))) ;
 *	uc_wait_remove(&w);
 * A wake between uc_wait_add and uc_sleep is not lost: uc_sleep then returns 0
 * at once. Kernel code is not preemptible, so testing the condition is safe;
 * against interrupt handlers a wake sets a flag that uc_sleep consumes.
 */
int uc_sleep(uint64_t deadline, bool interruptible);
/* Makes t ready whatever it sleeps on (its uc_sleep returns 0). */
void uc_thread_wake(struct uc_thread *t);
/* Sets bits of t->work and ends an interruptible sleep with -EINTR. */
void uc_thread_interrupt(struct uc_thread *t, unsigned work);
/* CPU time of t in ns, up to now. */
uint64_t uc_thread_cpu_time(const struct uc_thread *t);
/* CPU time of threads that have ended. */
extern uint64_t uc_cpu_time_gone;
/* Run at a thread's end while it is still current (futexes, robust lists). */
void uc_thread_exit_hook(struct uc_thread *t) UC_WEAK;
/* wait_event in one macro: result 0, -ETIMEDOUT, -EINTR. */
#define uc_wait_until(q, cond, deadline, interruptible)                        \
	({                                                                     \
		struct uc_wait w_ = {.thread = uc_current};                    \
		int r_ = 0;                                                    \
		uc_wait_add((q), &w_);                                         \
		while (!(cond)) {                                              \
			r_ = uc_sleep((deadline), (interruptible));            \
			if (r_ < 0) {                                          \
				if (cond)                                      \
					r_ = 0;                                \
				break;                                         \
			}                                                      \
		}                                                              \
		uc_wait_remove(&w_);                                           \
		r_;                                                            \
	})

/* Sleeping lock for kernel code that waits while it holds something. */
struct uc_mutex {
	struct uc_thread *owner;
	struct uc_waitq q;
};
void uc_mutex_lock(struct uc_mutex *m);
void uc_mutex_unlock(struct uc_mutex *m);

/* Called by the arch with interrupts off before the application continues,
 * when uc_current->work is not 0: reschedules and delivers signals. */
void uc_user_exit_work(struct uc_uframe *frame);
#endif
