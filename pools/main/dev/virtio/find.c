/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/virtio_transport.h>

struct uc_virtio *uc_virtio_find(unsigned type, unsigned index)
{
	for (const void *const *m = UC_MEMBERS(virtio_transport); *m; m++) {
		const struct uc_virtio_transport *t = *m;
		struct uc_virtio *d;

		for (unsigned i = 0; (d = t->find(type, i)); i++)
			if (!index--)
				return d;
	}
	return NULL;
}
