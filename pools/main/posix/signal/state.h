/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the files of posix/signal. Interrupts are off where state changes. */
#ifndef UC_SIGNAL_STATE_H
#define UC_SIGNAL_STATE_H
#include <signal.h>
#include <uc/signal.h>
#include <uc/syscall.h>

#define SIG_COUNT 64
#define SIG_RT    32 /* from here on signals queue; Linux's numbering */
#define BIT(sig)  (1UL << ((sig) - 1))
#define UNBLOCKABLE (BIT(SIGKILL) | BIT(SIGSTOP))
/* The set size that every rt_sig call carries. */
#define SET_SIZE 8

/* struct sigaction of the system call, not of libc. */
struct action {
	uintptr_t handler;
	unsigned long flags;
	uintptr_t restorer;
	uint64_t mask;
};
#define FLAG_RESTORER 0x04000000
extern struct action uc_signal_actions[SIG_COUNT + 1];

/* One pending signal with its siginfo. taken is called when it leaves the
 * queue, interrupts off, and owns the node from then on; given is the siginfo
 * of who takes it, NULL where nobody does. */
struct queued {
	struct uc_list node;
	siginfo_t info;
	void (*taken)(struct queued *q, siginfo_t *given);
	struct uc_thread *thread; /* whose queue; NULL: the process's */
	bool on;                  /* in a queue */
};

extern uint64_t uc_signal_process_pending;
extern struct uc_list uc_signal_process_queue;

/* Whether delivering sig would do nothing. */
bool uc_signal_ignored(int sig);
/* Makes q pending for t or the process; false if it was dropped: ignored, or
 * already pending. The caller still owns q then. */
bool uc_signal_post(struct uc_thread *t, int sig, struct queued *q);
/* Takes q back if it is pending still. */
void uc_signal_unpost(struct queued *q);
/* Removes every pending instance. */
void uc_signal_discard(int sig);
/* Ends the machine as a signal does. */
/* Ends the machine. die: thread context; what was given to the network is sent. */
UC_NORETURN void uc_signal_die(int sig);
UC_NORETURN void uc_signal_kill(void);
/* Interrupted; made again unless a handler runs. For calls that SA_RESTART
 * does not restart. */
#define ERESTART_NO_HANDLER 514
#endif
