/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/arch.h>

long uc_copy_in_str_raw(char *dst, const char *user, size_t n);

long uc_copy_in_str(char *dst, const char *user, size_t n)
{
	uintptr_t at = (uintptr_t)user;
	size_t room;
	long r;

	if (at >= UC_USER_TOP)
		return -EFAULT;
	room = UC_MIN(n, UC_USER_TOP - at);
	r = uc_copy_in_str_raw(dst, user, room);
	if (r < 0 || (size_t)r < room)
		return r;
	return room < n ? -EFAULT : -ENAMETOOLONG;
}
