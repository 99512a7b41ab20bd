/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

int uc_xenstore_begin(uc_xenstore_tx *tx)
{
	char *reply;
	const char *end;
	uint64_t n;
	int e = uc_xs_request_path(XS_TRANSACTION_START, UC_XENSTORE_NO_TX, "", &reply, NULL);

	if (e)
		return e;
	n = uc_strtou(reply, &end);
	if (end == reply || *end || !n || n > UINT32_MAX)
		e = -EIO;
	else
		*tx = n;
	uc_free(reply);
	return e;
}

int uc_xenstore_end(uc_xenstore_tx tx, bool commit)
{
	return uc_xs_request_path(XS_TRANSACTION_END, tx, commit ? "T" : "F", NULL, NULL);
}
