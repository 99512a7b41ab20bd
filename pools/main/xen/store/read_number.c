/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

int uc_xenstore_read_number(uc_xenstore_tx tx, const char *path, uint64_t max, uint64_t *value)
{
	char *text;
	const char *end;
	uint64_t n;
	int e = uc_xenstore_read(tx, path, &text);

	if (e)
		return e;
	n = uc_strtou(text, &end);
	if (*text < '0' || *text > '9' || *end || n > max)
		e = -EINVAL;
	else
		*value = n;
	uc_free(text);
	return e;
}
