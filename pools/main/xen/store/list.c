/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* The last name may lack its NUL: the one after the payload serves. */
int uc_xenstore_list(uc_xenstore_tx tx, const char *path, char **names, unsigned *count)
{
	uint32_t len;
	int e = uc_xs_request_path(XS_DIRECTORY, tx, path, names, &len);

	*count = 0;
	for (uint32_t at = 0; !e && at < len; at += strlen(*names + at) + 1)
		++*count;
	return e;
}
