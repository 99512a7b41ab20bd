/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/store.h>

int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *node)
{
	int n = uc_snprintf(path, UC_XENSTORE_PATH, "%s/%s", dir, node);

	return n < UC_XENSTORE_PATH ? 0 : -ENAMETOOLONG;
}
