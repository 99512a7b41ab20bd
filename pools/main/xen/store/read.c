/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **value)
{
	return uc_xs_request_path(XS_READ, tx, path, value, NULL);
}
