/* SPDX-License-Identifier: BSD-3-Clause */
/* For file systems and files that are made of ramfs. */
#ifndef UC_RAMFS_H
#define UC_RAMFS_H
#include <uc/vfs.h>

/* An empty file system: uc_fs.mount. */
int uc_ramfs_mount(struct uc_mount *m, const char *source, const char *options,
		   struct uc_vnode **root);
void uc_ramfs_unmount(struct uc_mount *m);
/* A regular file without a name and a mount, one reference; NULL: exhausted. */
struct uc_vnode *uc_ramfs_file(mode_t mode);
#endif
