/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/bus.h>

uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise)
{
	char path[UC_XENSTORE_PATH];
	uint64_t n;
	int e;

	b->node = node;
	e = uc_xenstore_join(path, b->backend, node);
	if (!e)
		e = uc_xenstore_read_number(UC_XENSTORE_NO_TX, path, max, &n);
	if (e == -EINVAL)
		uc_printk("%s: %s of the back end is no number from 0 to %lu (ignored)\n", b->path, node,
			  max);
	return e ? otherwise : n;
}
