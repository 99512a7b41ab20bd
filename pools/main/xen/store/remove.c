/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_xenstore_remove(uc_xenstore_tx tx, const char *path)
{
	return uc_xs_request_path(XS_RM, tx, path, NULL, NULL);
}
