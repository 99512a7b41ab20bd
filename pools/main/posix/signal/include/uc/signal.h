/* SPDX-License-Identifier: BSD-3-Clause */
/* Sending signals from kernel code. */
#ifndef UC_SIGNAL_H
#define UC_SIGNAL_H
#include <uc/thread.h>
/* To the process (t == NULL) or a thread. info may be NULL (SI_KERNEL). 0 or
 * -EAGAIN when a queued signal finds no memory. Callable from interrupts. */
int uc_signal_send(struct uc_thread *t, int sig, const siginfo_t *info);
/* A synchronous fault of the running thread, which its handler gets. False when
 * there is none, or it is blocked: then the fault ends the machine. Linked with
 * the first sigaction: an image that sets no handlers lacks it. */
bool uc_signal_fault(int sig, int code, uintptr_t addr);
/* Whether an unblocked signal waits for the current thread. */
bool uc_signal_pending(void);
/* Signals pending for the current thread or the process, bit (signal - 1). */
uint64_t uc_signal_pending_set(void);
/* Takes one pending signal of set; its number, 0 if none; fills *info. */
int uc_signal_take(uint64_t set, siginfo_t *info);
/* Sets the current thread's mask and looks again at what is pending. Calls with
 * a temporary mask (ppoll …) set sig_saved_mask and sig_restore_mask first: the
 * old mask is back when the call has returned and handlers have run. */
void uc_signal_mask(uint64_t mask);
/* From the end of a thread: frees what it has queued. */
void uc_signal_thread_gone(struct uc_thread *t);
extern struct uc_waitq uc_signal_waitq; /* signalfd: woken on each send */
#endif
