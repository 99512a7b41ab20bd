/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

int uc_xenstore_begin(uc_xenstore_tx *tx)
{
	struct uc_xs_request r = {.type = XS_TRANSACTION_START};
	const char *end;
	uint64_t n;
	int e = uc_xs_ask(&r, &(struct uc_xs_piece){"", 1}, 1);

	if (e)
		return e;
	n = uc_strtou(r.reply, &end);
	if (end == r.reply || *end || !n || n > UINT32_MAX)
		e = -EIO;
	else
		*tx = (uint64_t)r.life << 32 | n;
	uc_free(r.reply);
	return e;
}

int uc_xenstore_end(uc_xenstore_tx tx, bool commit)
{
	return uc_xs_request_path(XS_TRANSACTION_END, tx, commit ? "T" : "F", NULL, NULL);
}
