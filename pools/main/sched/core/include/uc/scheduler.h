/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Between sched/core, which switches, and the library that provides scheduler,
 * which decides: it keeps the ready queue uc_ready in order, whose first thread
 * runs next, and asks for a switch by UC_WORK_RESCHED. Interrupts are off in all.
 */
#ifndef UC_SCHEDULER_H
#define UC_SCHEDULER_H
#include <uc/sched.h>

/* t was on the CPU for another ns. */
void uc_policy_charge(struct uc_thread *t, uint64_t ns);
/* t woke, or is new, while `running` runs (NULL: nobody). Puts it into uc_ready. */
void uc_policy_ready(struct uc_thread *t, struct uc_thread *running);
/* t gives up the CPU and stays ready; its time is charged. Puts it into uc_ready. */
void uc_policy_again(struct uc_thread *t);
/* The same of its own will: uc_policy_again follows. uc_ready is not empty. */
void uc_policy_yield(struct uc_thread *t);
/* t, which is in uc_ready no more, runs from now on. */
void uc_policy_run(struct uc_thread *t);
/* Its object is linked when an image can have several application threads. */
void uc_policy_several(void) UC_WEAK;
/* How long a thread runs while others are ready; 0: until it waits. */
extern const uint64_t uc_policy_slice;
#endif
