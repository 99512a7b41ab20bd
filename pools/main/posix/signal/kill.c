/* SPDX-License-Identifier: BSD-3-Clause */
#include "user.h"

UC_SYSCALL(kill, int pid, int sig)
{
	siginfo_t info = {.si_code = SI_USER};

	if (sig < 0 || sig > SIG_COUNT)
		return -EINVAL;
	/* -1 means every other process, and there is none */
	if (pid != 1 && pid != 0)
		return -ESRCH;
	return uc_signal_user(NULL, sig, &info);
}
