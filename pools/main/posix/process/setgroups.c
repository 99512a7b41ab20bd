/* SPDX-License-Identifier: BSD-3-Clause */
#include "groups.h"

UC_SYSCALL(setgroups, size_t size, const uint32_t *list)
{
	uint32_t copy[UC_GROUPS_MAX];

	if (uc_user.effective)
		return -EPERM;
	if (size > UC_GROUPS_MAX)
		return -EINVAL;
	if (uc_copy_in(copy, list, size * 4))
		return -EFAULT;
	memcpy(uc_groups, copy, size * 4);
	uc_group_count = size;
	return 0;
}
