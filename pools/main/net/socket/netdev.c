/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/net.h>

struct uc_netdev *uc_netdev_get(unsigned index)
{
	static struct uc_netdev *devices[UC_NETDEVS];
	static unsigned count;
	static bool probed;
	struct uc_netdev *dev;

	for (const void *const *m = UC_MEMBERS(netdev); !probed && *m; m++) {
		const struct uc_netdev_driver *drv = *m;

		for (unsigned i = 0; count < UC_NETDEVS && (dev = drv->probe(i)); i++)
			devices[count++] = dev;
	}
	probed = true;
	return index < count ? devices[index] : NULL;
}
