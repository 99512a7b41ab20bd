/* SPDX-License-Identifier: BSD-3-Clause */
#include <linux/futex.h>
#include <uc/syscall.h>
#include <uc/thread.h>

UC_SYSCALL(set_robust_list, void *head, size_t len)
{
	if (len != sizeof(struct robust_list_head))
		return -EINVAL;
	uc_current->robust_list = head;
	uc_current->robust_len = len;
	return 0;
}
