/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of sched/core, and for process start. */
#ifndef UC_SCHED_H
#define UC_SCHED_H
#include <uc/thread.h>

extern struct uc_thread uc_thread_main; /* what uc_current is at boot */
extern struct uc_list uc_threads;       /* thread.all */
extern struct uc_list uc_ready;         /* thread.run, in the scheduler's order */
extern unsigned uc_app_threads;
/* Whose vector state and thread pointer the processor has; NULL: nobody's. */
extern struct uc_thread *uc_loaded;

/* UC_KSTACK_SIZE bytes with an unmapped page below them; NULL: no memory. */
void *uc_kstack_alloc(void);
void uc_kstack_free(void *base); /* not the one that runs */
/* Lays a kernel stack (and, for application threads, the vector state area)
 * into the UC_KSTACK_SIZE bytes at base, below `above` bytes that stay free. */
void uc_thread_stack(struct uc_thread *t, void *base, size_t above, bool app);
/* Turns the booting thread into an application thread on the kernel stack at
 * base. Interrupts off; nothing may be called after it but the entry. */
void uc_sched_app(void *base);

/* Interrupts off in all of these. */
void uc_sched_ready(struct uc_thread *t); /* into the ready queue */
void uc_sched_next(void);  /* gives up the CPU; the state says until when */
void uc_sched_again(void); /* the same, staying ready */
void uc_sched_gone(struct uc_thread *t); /* t is about to end: forget it */
void uc_sched_reap(void);  /* frees the stack of the last ended thread */

/* posix/signal: delivers to the current thread; interrupts on. */
void uc_signal_deliver(struct uc_uframe *frame) UC_WEAK;
#endif
