/* SPDX-License-Identifier: BSD-3-Clause */
#include "user.h"

UC_SYSCALL(tkill, int tid, int sig)
{
	siginfo_t info = {.si_code = SI_TKILL};
	struct uc_thread *t = uc_thread_find(tid);

	if (sig < 0 || sig > SIG_COUNT || tid <= 0)
		return -EINVAL;
	return t ? uc_signal_user(t, sig, &info) : -ESRCH;
}
