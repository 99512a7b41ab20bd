/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/utsname.h>
#include <uc/syscall.h>
#include "hostname.h"

UC_SYSCALL(uname, struct utsname *out)
{
	struct utsname u = {
		.sysname = "Linux",
		.release = "5.10.0-unicore",
		.version = "unicore",
		.machine = "x86_64",
		.__domainname = "(none)",
	};

	uc_strlcpy(u.nodename, uc_hostname, sizeof u.nodename);
	return uc_copy_out(out, &u, sizeof u);
}
