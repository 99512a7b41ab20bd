/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>
#include "hostname.h"

char uc_hostname[UC_HOSTNAME_MAX + 1] = "unicore";

/* The 5th field of ip= (Documentation/admin-guide/nfs/nfsroot.rst of Linux). */
static const char *ip_field(size_t *len)
{
	const char *p = uc_cmdline_get("ip");

	for (int colons = 0; p && colons < 4; p++) {
		if (!*p)
			return NULL;
		colons += *p == ':';
	}
	if (p)
		for (*len = 0; p[*len] && p[*len] != ':'; ++*len)
			;
	return p;
}

static void hostname_init(void)
{
	size_t n = 0;
	const char *name = uc_cmdline_get("hostname");

	if (name)
		n = strlen(name);
	else
		name = ip_field(&n);
	if (!name || !n || n > UC_HOSTNAME_MAX)
		return;
	memcpy(uc_hostname, name, n);
	uc_hostname[n] = 0;
}
UC_INIT(7, hostname_init);
