/* SPDX-License-Identifier: BSD-3-Clause */
#include "user.h"

UC_SYSCALL(rt_tgsigqueueinfo, int group, int tid, int sig, const siginfo_t *in)
{
	struct uc_thread *t = uc_thread_find(tid);
	siginfo_t info;

	if (uc_copy_in(&info, in, sizeof info))
		return -EFAULT;
	if (sig < 0 || sig > SIG_COUNT || tid <= 0 || group <= 0)
		return -EINVAL;
	if (!t || group != 1)
		return -ESRCH;
	return sig ? uc_signal_send(t, sig, &info) : 0;
}
