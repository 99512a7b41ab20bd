/* SPDX-License-Identifier: BSD-3-Clause */
/* The source is a disk, or a file that holds an image of one. Words
 * ext2.mount=/dev/vda:/folder of the command line are mounted at the beginning. */
#include <sys/mount.h>
#include <uc/heap.h>
#include "internal.h"

static int start(struct ext2 *s, const char *source)
{
	int e;

	s->disk = uc_open(AT_FDCWD, source, O_RDONLY, 0, &e);
	if (!s->disk)
		return e;
	if (!s->disk->vnode || !(S_ISBLK(s->disk->vnode->mode) || S_ISREG(s->disk->vnode->mode)))
		return -ENOTBLK;
	e = uc_ext2_super(s, source);
	if (e)
		return e;
	s->cache = uc_malloc((size_t)EXT2_CACHED * s->block);
	return s->cache ? 0 : -ENOMEM;
}

static int mount_ext2(struct uc_mount *m, const char *source, const char *options, struct uc_vnode **root)
{
	struct ext2 *s = source ? uc_zalloc(sizeof *s) : NULL;
	int e;

	(void)options;
	if (!s)
		return source ? -ENOMEM : -EINVAL;
	uc_waitq_init(&s->busy.q);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(s->nodes); i++)
		uc_list_init(&s->nodes[i]);
	e = start(s, source);
	if (!e)
		e = uc_ext2_node_of(m, s, EXT2_ROOT_INO, NULL, NULL, 0, root);
	if (e) {
		uc_ext2_drop(s);
		return e;
	}
	if (!S_ISDIR((*root)->mode)) {
		s->gone = true;
		uc_vnode_put(*root);
		return -EIO;
	}
	m->data = s;
	m->flags |= MS_RDONLY;
	return 0;
}

static bool in_use(struct uc_mount *m)
{
	return m->root->refs > 1 || ((struct ext2 *)m->data)->live > 1;
}

static void unmount(struct uc_mount *m)
{
	((struct ext2 *)m->data)->gone = true;
	uc_vnode_put(m->root);
	m->root = NULL;
}

const struct uc_fs uc_fs_ext2 = {
	.name = "ext2",
	.mount = mount_ext2,
	.busy = in_use,
	.unmount = unmount,
};

static void mount_words(void)
{
	uc_mount_words("ext2", "ext2.mount");
}
/* after the file systems of level FS */
UC_INIT(UC_INIT_NET, mount_words);
