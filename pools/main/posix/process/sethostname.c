/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "hostname.h"

UC_SYSCALL(sethostname, const char *name, size_t n)
{
	char copy[UC_HOSTNAME_MAX];

	if (n > UC_HOSTNAME_MAX)
		return -EINVAL;
	if (uc_copy_in(copy, name, n))
		return -EFAULT;
	memcpy(uc_hostname, copy, n);
	uc_hostname[n] = 0;
	return 0;
}
