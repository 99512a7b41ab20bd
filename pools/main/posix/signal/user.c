/* SPDX-License-Identifier: BSD-3-Clause */
#include "user.h"

long uc_signal_user(struct uc_thread *t, int sig, siginfo_t *info)
{
	if (!sig)
		return 0;
	info->si_signo = sig;
	info->si_pid = 1;
	return uc_signal_send(t, sig, info);
}
