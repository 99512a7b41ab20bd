/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/mount.h>
#include <uc/heap.h>
#include <uc/syscall.h>
#include "internal.h"

#define HARMLESS (MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | \
		  MS_NODIRATIME | MS_RELATIME | MS_STRICTATIME | MS_SILENT | \
		  MS_SYNCHRONOUS)

static int remount(const char *target, unsigned long flags)
{
	struct uc_vnode *v;
	int r = uc_walk(AT_FDCWD, target, 0, &v);

	if (r)
		return r;
	if (v == v->mount->root)
		v->mount->flags = flags & HARMLESS;
	else
		r = -EINVAL;
	uc_vnode_put(v);
	return r;
}

static int do_mount(const char *source, const char *target, const char *type,
		    unsigned long flags)
{
	if ((flags & MS_MGC_MSK) == MS_MGC_VAL)
		flags &= ~MS_MGC_MSK;
	if (flags & ~(HARMLESS | MS_REMOUNT))
		return -EINVAL;
	if (flags & MS_REMOUNT)
		return remount(target, flags);
	if (!type)
		return -EINVAL;
	/* the name that Linux programs know */
	if (!strcmp(type, "tmpfs"))
		type = "ramfs";
	return uc_mount_fs(type, source, target, NULL, flags);
}

UC_SYSCALL(mount, const char *user_source, const char *user_target,
	   const char *user_type, unsigned long flags, const void *data)
{
	int r = 0;
	char *source = NULL, *type = NULL, *target;

	(void)data; /* no file system here has options */
	target = uc_path_in(user_target, &r);
	if (target && user_source)
		source = uc_path_in(user_source, &r);
	if (!r && user_type)
		type = uc_path_in(user_type, &r);
	if (!r)
		r = do_mount(source, target, type, flags);
	uc_free(type);
	uc_free(source);
	uc_free(target);
	return r;
}
