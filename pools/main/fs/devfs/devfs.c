/* SPDX-License-Identifier: BSD-3-Clause */
/* Made of ramfs: device nodes, which the name space connects with drivers by
 * their numbers, and a few links. */
#include <uc/ramfs.h>
#include "internal.h"

static struct uc_vnode *root;

static void directory(const char *name, mode_t mode)
{
	struct uc_vnode *v;

	if (!root->ops->create(root, name, strlen(name), S_IFDIR | mode, 0, &v))
		uc_vnode_put(v);
}

/* The directory of a name like "net/tun", made where missing. */
static struct uc_vnode *parent(const char **name)
{
	const char *slash = strchr(*name, '/');
	struct uc_vnode *v;

	if (!slash) {
		uc_vnode_get(root);
		return root;
	}
	size_t n = slash - *name;
	if (root->ops->lookup(root, *name, n, &v) &&
	    root->ops->create(root, *name, n, S_IFDIR | 0755, 0, &v))
		return NULL;
	*name = slash + 1;
	return v;
}

static void node(const struct uc_device *d)
{
	const char *name = d->name;
	struct uc_vnode *v, *dir = parent(&name);

	if (!dir)
		return;
	if (!dir->ops->create(dir, name, strlen(name), d->mode, d->rdev, &v))
		uc_vnode_put(v);
	uc_vnode_put(dir);
}

void uc_devfs_added(struct uc_device *d);
void uc_devfs_added(struct uc_device *d)
{
	if (root)
		node(d);
}

static void fill(void)
{
	static const char *const links[][2] = {
		{"fd", "/proc/self/fd"},
		{"stdin", "/proc/self/fd/0"},
		{"stdout", "/proc/self/fd/1"},
		{"stderr", "/proc/self/fd/2"},
	};

	for (unsigned i = 0; i < UC_ARRAY_SIZE(links); i++)
		root->ops->symlink(root, links[i][0], strlen(links[i][0]),
				   links[i][1]);
	directory("shm", 01777);
	uc_list_each(p, &uc_devices)
		node(UC_CONTAINER(p, struct uc_device, all));
}

static void probe(void)
{
	static bool probed;

	if (probed)
		return;
	probed = true;
	for (const void *const *m = UC_MEMBERS(devnode); *m; m++)
		((const struct uc_probe *)*m)->probe();
}

static int mount(struct uc_mount *m, const char *source, const char *options,
		 struct uc_vnode **out)
{
	if (root)
		return -EBUSY;
	int r = uc_ramfs_mount(m, source, options, out);
	if (r)
		return r;
	uc_devfs_builtin();
	probe();
	root = *out;
	fill();
	return 0;
}

static void unmount(struct uc_mount *m)
{
	root = NULL;
	uc_ramfs_unmount(m);
}

const struct uc_fs uc_fs_devfs = {
	.name = "devtmpfs",
	.mount = mount,
	.unmount = unmount,
	.auto_mount = "/dev",
};
