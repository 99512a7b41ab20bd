/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

int uc_xenstore_write(uc_xenstore_tx tx, const char *path, const char *value)
{
	struct uc_xs_piece p[] = {{path, strlen(path) + 1}, {value, strlen(value)}};

	return uc_xs_request(XS_WRITE, tx, p, 2, NULL, NULL);
}
