/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(get_robust_list, int tid, void **head, size_t *len)
{
	struct uc_thread *t = tid ? uc_thread_find(tid) : uc_current;

	if (!t)
		return -ESRCH;
	if (uc_copy_out(head, &t->robust_list, sizeof *head))
		return -EFAULT;
	return uc_copy_out(len, &t->robust_len, sizeof *len);
}
