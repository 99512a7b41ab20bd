/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The initial RAM disk becomes the root. Files keep their bytes where the
 * loader put them; only directories and inodes are made.
 */
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include "cpio.h"
#include "internal.h"

/* Regular files with several names, found again by their numbers. */
struct link {
	struct link *next;
	uint32_t ino, major, minor;
	struct inode *inode; /* a reference */
};
struct load {
	struct inode *root;
	struct link *links[64];
};

/* The directory of the last component of name, made where missing; *last is
 * that component, NULL for the root itself. */
static struct inode *parent(struct inode *dir, const char *name,
			    const char **last, size_t *len, const char **wrong)
{
	*last = NULL;
	for (;;) {
		while (*name == '/' || (name[0] == '.' &&
					(name[1] == '/' || !name[1])))
			name++;
		size_t n = 0;
		while (name[n] && name[n] != '/')
			n++;
		if (!n)
			return dir;
		if (*last) {
			struct entry *e = uc_entry_find(dir, *last, *len);
			struct inode *i = e ? e->inode : NULL;
			if (!i && (i = uc_inode_new(dir->v.mount,
						    S_IFDIR | 0755, 0))) {
				int r = uc_entry_add(dir, *last, *len, i);
				uc_vnode_put(&i->v);
				i = r ? NULL : i;
			}
			if (!i || !S_ISDIR(i->v.mode)) {
				*wrong = i ? "lies in what is no directory"
					   : "no memory";
				return NULL;
			}
			dir = i;
		}
		*last = name;
		*len = n;
		name += n;
	}
}

static struct link **link_of(struct load *l, const struct uc_cpio_entry *e)
{
	struct link **p = &l->links[e->ino % UC_ARRAY_SIZE(l->links)];

	while (*p && ((*p)->ino != e->ino || (*p)->major != e->dev_major ||
		      (*p)->minor != e->dev_minor))
		p = &(*p)->next;
	return p;
}

static void attributes(struct inode *i, const struct uc_cpio_entry *e)
{
	i->perm = e->mode & 07777;
	i->uid = e->uid;
	i->gid = e->gid;
	i->atime = i->mtime = i->ctime = e->mtime * 1000000000ULL;
}

static void contents(struct inode *i, const struct uc_cpio_entry *e)
{
	i->data.base = e->data;
	i->data.base_len = i->data.size = e->size;
}

/* A reference to a new inode, or to the one that e is a further name of. */
static struct inode *make(struct load *l, const struct uc_cpio_entry *e,
			  const char **wrong)
{
	struct link **p = S_ISREG(e->mode) && e->nlink > 1 ? link_of(l, e) : NULL;
	struct inode *i;

	*wrong = "no memory";
	if (p && *p) {
		/* the content comes with one of the names */
		if (e->size)
			contents((*p)->inode, e);
		uc_vnode_get(&(*p)->inode->v);
		return (*p)->inode;
	}
	i = uc_inode_new(l->root->v.mount, e->mode,
			 makedev(e->rdev_major, e->rdev_minor));
	if (!i)
		return NULL;
	attributes(i, e);
	if (S_ISREG(e->mode))
		contents(i, e);
	if (S_ISLNK(e->mode)) {
		i->target = uc_zalloc(e->size + 1);
		if (!i->target)
			goto fail;
		memcpy(i->target, e->data, e->size);
	}
	if (p) {
		struct link *k = uc_zalloc(sizeof *k);
		if (!k)
			goto fail;
		*k = (struct link){NULL, e->ino, e->dev_major, e->dev_minor, i};
		uc_vnode_get(&i->v);
		*p = k;
	}
	return i;
fail:
	uc_vnode_put(&i->v);
	return NULL;
}

static const char *add(struct load *l, const struct uc_cpio_entry *e)
{
	const char *last, *wrong = NULL;
	size_t len = 0;
	struct inode *dir, *i;

	switch (e->mode & S_IFMT) {
	case S_IFREG: case S_IFDIR: case S_IFLNK:
	case S_IFCHR: case S_IFBLK: case S_IFIFO: case S_IFSOCK:
		break;
	default:
		return "unknown kind of file";
	}
	if (S_ISLNK(e->mode) && (!e->size || e->size >= 4096))
		return "symbolic link of impossible length";
	dir = parent(l->root, e->name, &last, &len, &wrong);
	if (!dir)
		return wrong;
	struct entry *old = last ? uc_entry_find(dir, last, len) : NULL;
	if (!last || (old && S_ISDIR(old->inode->v.mode))) {
		if (!S_ISDIR(e->mode))
			return "a directory is in its place";
		attributes(last ? old->inode : dir, e);
		return NULL;
	}
	/* of two entries with one name the later counts */
	i = make(l, e, &wrong);
	if (!i)
		return wrong;
	uint64_t mtime = dir->mtime;
	if (old)
		uc_entry_drop(old);
	wrong = uc_entry_add(dir, last, len, i) ? "no memory" : NULL;
	dir->mtime = dir->ctime = mtime; /* as the archive says */
	uc_vnode_put(&i->v);
	return wrong;
}

static void forget_links(struct load *l)
{
	for (size_t i = 0; i < UC_ARRAY_SIZE(l->links); i++)
		while (l->links[i]) {
			struct link *k = l->links[i];
			l->links[i] = k->next;
			uc_vnode_put(&k->inode->v);
			uc_free(k);
		}
}

void uc_initrd_load(struct inode *root, const void *archive, size_t n)
{
	struct load l = {.root = root};
	struct uc_cpio c = {.base = archive, .size = n};
	struct uc_cpio_entry e;
	int r;

	while ((r = uc_cpio_next(&c, &e)) > 0) {
		const char *wrong = e.wrong ? e.wrong : add(&l, &e);
		if (wrong)
			uc_printk("initrd: byte %zu: \"%.64s\" skipped: %s\n",
				  e.at, e.name, wrong);
	}
	if (r < 0)
		uc_printk("initrd: byte %zu: %s; the rest is not used\n", c.at,
			  c.error);
	forget_links(&l);
}
