/* SPDX-License-Identifier: BSD-3-Clause */
#include "user.h"

UC_SYSCALL(rt_sigqueueinfo, int pid, int sig, const siginfo_t *in)
{
	siginfo_t info;

	if (uc_copy_in(&info, in, sizeof info))
		return -EFAULT;
	if (sig < 0 || sig > SIG_COUNT)
		return -EINVAL;
	if (pid != 1)
		return -ESRCH;
	return sig ? uc_signal_send(NULL, sig, &info) : 0;
}
