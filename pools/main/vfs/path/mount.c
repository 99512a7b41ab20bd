/* SPDX-License-Identifier: BSD-3-Clause */
/* The mount table, and what is mounted at boot: each selected file system that
 * names a place, outer ones first. */
#include <uc/heap.h>
#include "internal.h"

struct uc_list uc_mounts = UC_LIST_INIT(uc_mounts);
struct uc_vnode *uc_root, *uc_cwd;
mode_t uc_umask = 022;

const struct uc_fs *uc_fs_find(const char *name)
{
	for (const void *const *m = UC_MEMBERS(fs); *m; m++) {
		const struct uc_fs *fs = *m;
		if (!strcmp(fs->name, name))
			return fs;
	}
	return NULL;
}

int uc_mount_at(const struct uc_fs *fs, struct uc_vnode *covers,
		const char *source, const char *path, const char *options,
		unsigned long flags)
{
	static dev_t next_dev = 1;
	struct uc_mount *m = uc_zalloc(sizeof *m);
	if (!m)
		return -ENOMEM;
	m->fs = fs;
	m->flags = flags;
	m->dev = next_dev++;
	uc_strlcpy(m->path, path, sizeof m->path);
	uc_strlcpy(m->source, source ? source : fs->name, sizeof m->source);
	int r = fs->mount(m, source, options, &m->root);
	if (r) {
		uc_free(m);
		return r;
	}
	if (covers) {
		uc_vnode_get(m->covers = covers);
		covers->mounted = m;
	} else {
		uc_root = m->root;
	}
	uc_list_append(&uc_mounts, &m->all);
	uc_names_changed++;
	return 0;
}

static int make_dir(const char *path, mode_t mode)
{
	struct uc_vnode *dir, *new;
	char name[256];
	int r = uc_walk_parent(AT_FDCWD, path, &dir, name);

	if (r)
		return r;
	r = uc_lookup(dir, name, strlen(name), &new);
	if (r == -ENOENT && !dir->ops->create)
		r = -EROFS;
	if (r == -ENOENT)
		r = dir->ops->create(dir, name, strlen(name), S_IFDIR | mode, 0,
				     &new);
	if (!r)
		uc_vnode_put(new);
	uc_vnode_put(dir);
	return r;
}

static void auto_mount(const struct uc_fs *fs)
{
	struct uc_vnode *v = NULL;
	const char *at = fs->auto_mount;
	int r = 0;

	if (at[1]) {
		r = make_dir(at, 0755);
		if (!r)
			r = uc_walk(AT_FDCWD, at, UC_WALK_DIR, &v);
	}
	if (!r)
		r = uc_mount_at(fs, v, at[1] ? NULL : "initrd", at, NULL, 0);
	if (v)
		uc_vnode_put(v);
	if (r)
		uc_printk("%s: cannot mount %s: error %d\n", at, fs->name, -r);
}

static void mount_all(void)
{
	/* by the length of the place: a mount point precedes what is in it */
	for (size_t len = 1, left = 1; left; len++) {
		left = 0;
		for (const void *const *m = UC_MEMBERS(fs); *m; m++) {
			const struct uc_fs *fs = *m;
			size_t n = fs->auto_mount ? strlen(fs->auto_mount) : 0;
			if (n == len)
				auto_mount(fs);
			left += n > len;
		}
	}
	if (uc_root)
		make_dir("/tmp", 01777);
}
UC_INIT(UC_INIT_FS, mount_all);
