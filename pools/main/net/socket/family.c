/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

const struct uc_sockfamily *uc_socket_family(int family)
{
	for (const void *const *m = UC_MEMBERS(sockfamily); *m; m++) {
		const struct uc_sockfamily *f = *m;
		if (f->family == family)
			return f;
	}
	return NULL;
}
