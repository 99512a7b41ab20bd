/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

struct uc_list uc_devices = UC_LIST_INIT(uc_devices);

/* fs/devfs, when it is linked and mounted */
void uc_devfs_added(struct uc_device *d) UC_WEAK;

void uc_device_add(struct uc_device *d)
{
	uc_list_append(&uc_devices, &d->all);
	if (uc_devfs_added)
		uc_devfs_added(d);
}

struct uc_device *uc_device_find(mode_t type, dev_t rdev)
{
	uc_list_each(p, &uc_devices) {
		struct uc_device *d = UC_CONTAINER(p, struct uc_device, all);
		if (d->rdev == rdev && (d->mode & S_IFMT) == (type & S_IFMT))
			return d;
	}
	return NULL;
}
