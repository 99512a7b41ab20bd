/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/bus.h>

void uc_xenbus_refuse(const struct uc_xenbus *b, int e)
{
	const char *node = b->node ? b->node : "state", *why = NULL;

	switch (e) {
	case -ENOENT:
		why = "is missing";
		break;
	case -EINVAL:
	case -ENAMETOOLONG:
		why = "makes no sense";
		break;
	case -EACCES:
		why = "cannot be read";
		break;
	case -ENOTSUP:
		why = "is not offered by the back end";
		break;
	case -ETIMEDOUT:
		uc_printk("%s: cannot be used: the back end does not answer (its state is %u)\n", b->path,
			  b->state);
		return;
	}
	if (why)
		uc_printk("%s: cannot be used: %s %s\n", b->path, node, why);
	else
		uc_printk("%s: cannot be used: error %d\n", b->path, -e);
}
