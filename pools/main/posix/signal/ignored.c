/* SPDX-License-Identifier: BSD-3-Clause */
#include "state.h"

#define IGNORED_BY_DEFAULT                                                     \
	(BIT(SIGCHLD) | BIT(SIGURG) | BIT(SIGWINCH) | BIT(SIGCONT))
#define STOPS (BIT(SIGSTOP) | BIT(SIGTSTP) | BIT(SIGTTIN) | BIT(SIGTTOU))

struct action uc_signal_actions[SIG_COUNT + 1];

bool uc_signal_ignored(int sig)
{
	uintptr_t h = uc_signal_actions[sig].handler;
	static bool said;

	if (h == (uintptr_t)SIG_DFL && (BIT(sig) & STOPS)) {
		if (!said)
			uc_printk("signal %d ignored: a unikernel cannot be stopped\n", sig);
		said = true;
		return true;
	}
	return h == (uintptr_t)SIG_IGN ||
	       (h == (uintptr_t)SIG_DFL && (BIT(sig) & IGNORED_BY_DEFAULT));
}
