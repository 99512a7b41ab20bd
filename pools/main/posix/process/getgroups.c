/* SPDX-License-Identifier: BSD-3-Clause */
#include "groups.h"

UC_SYSCALL(getgroups, int size, uint32_t *list)
{
	if (size < 0 || (size && (unsigned)size < uc_group_count))
		return -EINVAL;
	if (size && uc_copy_out(list, uc_groups, uc_group_count * 4))
		return -EFAULT;
	return uc_group_count;
}
