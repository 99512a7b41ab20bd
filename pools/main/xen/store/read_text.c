/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

int uc_xenstore_read_text(uc_xenstore_tx tx, const char *path, char **value)
{
	uint32_t len;
	int e = uc_xs_request_path(XS_READ, tx, path, value, &len);

	if (e)
		return e;
	for (uint32_t i = 0; i < len; i++) {
		unsigned char c = (*value)[i];

		if ((c < ' ' && c != '\t' && c != '\n' && c != '\r') || c == 0x7f) {
			uc_free(*value);
			return -EILSEQ;
		}
	}
	return 0;
}
