/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/prctl.h>
#include <uc/syscall.h>
#include <uc/thread.h>

#define NAME_SIZE 16 /* with the NUL */

static long set_name(const char *user)
{
	char name[NAME_SIZE] = "";

	/* a longer one is cut, as prctl(2) says */
	if (uc_copy_in_str(name, user, sizeof name) == -EFAULT)
		return -EFAULT;
	name[NAME_SIZE - 1] = 0;
	memcpy(uc_current->name, name, NAME_SIZE);
	return 0;
}

UC_SYSCALL(prctl, int op, unsigned long arg, unsigned long arg3)
{
	static unsigned no_new_privs, keep_caps, dumpable = 1;

	(void)arg3;
	switch (op) {
	case PR_SET_NAME:
		return set_name((const char *)arg);
	case PR_GET_NAME:
		return uc_copy_out((void *)arg, uc_current->name, NAME_SIZE);
	case PR_SET_DUMPABLE:
		if (arg > 1)
			return -EINVAL;
		dumpable = arg;
		return 0;
	case PR_GET_DUMPABLE:
		return dumpable;
	case PR_SET_KEEPCAPS:
		if (arg > 1)
			return -EINVAL;
		keep_caps = arg;
		return 0;
	case PR_GET_KEEPCAPS:
		return keep_caps;
	case PR_SET_NO_NEW_PRIVS:
		if (arg != 1)
			return -EINVAL;
		no_new_privs = 1;
		return 0;
	case PR_GET_NO_NEW_PRIVS:
		return no_new_privs;
	case PR_SET_PDEATHSIG: /* there is no parent that could die */
		return arg <= 64 ? 0 : -EINVAL;
	}
	return -EINVAL;
}
