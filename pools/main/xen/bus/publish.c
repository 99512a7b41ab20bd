/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/bus.h>

static int write(uc_xenstore_tx tx, const char *dir, const struct uc_xenbus_value *v)
{
	char path[UC_XENSTORE_PATH], text[24];
	int e = uc_xenstore_join(path, dir, v->node);

	uc_snprintf(text, sizeof text, "%lu", v->number);
	return e ? e : uc_xenstore_write(tx, path, v->text ? v->text : text);
}

int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n)
{
	uc_xenstore_tx tx;
	int e;

	if (n == 1)
		return write(UC_XENSTORE_NO_TX, b->path, v);
	do {
		e = uc_xenstore_begin(&tx);
		if (e)
			return e;
		for (unsigned i = 0; i < n && !e; i++)
			e = write(tx, b->path, &v[i]);
		if (e)
			uc_xenstore_end(tx, false);
		else
			e = uc_xenstore_end(tx, true);
	} while (e == -EAGAIN);
	return e;
}
