/* SPDX-License-Identifier: BSD-3-Clause */
/* Names. One hash table holds those of all directories. */
#include <uc/heap.h>
#include <uc/name.h>
#include "internal.h"

static struct entry *first[32], **table = first;
static size_t buckets = UC_ARRAY_SIZE(first), used;

static uint32_t hash_of(const struct inode *dir, const char *name, size_t len)
{
	return uc_name_hash((uintptr_t)dir, name, len);
}

static void hash_in(struct entry **to, size_t n, struct entry *e)
{
	struct entry **p = to + (e->hash & (n - 1));

	e->hash_next = *p;
	*p = e;
}

/* A failure to grow only costs time. */
static void grow(void)
{
	size_t n = buckets * 4;
	struct entry **t = uc_calloc(n, sizeof *t);

	if (!t)
		return;
	for (size_t i = 0; i < buckets; i++)
		for (struct entry *e = table[i], *next; e; e = next) {
			next = e->hash_next;
			hash_in(t, n, e);
		}
	if (table != first)
		uc_free(table);
	table = t;
	buckets = n;
}

struct entry *uc_entry_find(struct inode *dir, const char *name, size_t len)
{
	uint32_t h = hash_of(dir, name, len);
	struct entry *e = table[h & (buckets - 1)];

	while (e && (e->hash != h || e->dir != dir || e->len != len ||
		     !uc_name_same(e->name, name, len)))
		e = e->hash_next;
	return e;
}

int uc_entry_add(struct inode *dir, const char *name, size_t len,
		 struct inode *i)
{
	if (dir->dead)
		return -ENOENT;
	struct entry *e = uc_malloc(sizeof *e + len + 1);
	if (!e)
		return -ENOSPC;
	e->dir = dir;
	e->inode = i;
	e->cookie = dir->cookie++;
	e->hash = hash_of(dir, name, len);
	e->len = len;
	memcpy(e->name, name, len);
	e->name[len] = 0;
	if (++used > buckets * 2)
		grow();
	hash_in(table, buckets, e);
	uc_names_changed++;
	uc_list_append(&dir->entries, &e->in_dir);
	uc_vnode_get(&i->v);
	uc_vnode_get(&dir->v);
	i->entry = e;
	i->nlink++;
	if (S_ISDIR(i->v.mode))
		dir->nlink++;
	uc_inode_modified(dir);
	return 0;
}

void uc_entry_drop(struct entry *e)
{
	struct inode *i = e->inode, *dir = e->dir;
	struct entry **p = table + (e->hash & (buckets - 1));

	while (*p != e)
		p = &(*p)->hash_next;
	*p = e->hash_next;
	used--;
	uc_names_changed++;
	uc_list_remove(&e->in_dir);
	if (i->entry == e)
		i->entry = NULL;
	i->nlink--;
	if (S_ISDIR(i->v.mode))
		dir->nlink--;
	uc_inode_modified(dir);
	uc_inode_changed(i);
	uc_free(e);
	uc_vnode_put(&i->v);
	uc_vnode_put(&dir->v);
}
