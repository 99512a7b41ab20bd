/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_DEVFS_INTERNAL_H
#define UC_DEVFS_INTERNAL_H
/* Registers the devices that need no driver; harmless when repeated. */
void uc_devfs_builtin(void);
#endif
