/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * An inode lives while something refers to its vnode: directory entries (one
 * reference each) and whoever uses it.
 */
#ifndef UC_RAMFS_INTERNAL_H
#define UC_RAMFS_INTERNAL_H
#include <uc/ramfs.h>

struct inode;
struct entry {
	struct uc_list in_dir;    /* by cookie, ascending */
	struct entry *hash_next;
	struct inode *dir, *inode;
	uint64_t cookie;          /* readdir position */
	uint32_t hash;
	uint8_t len;
	char name[];
};

/* The bytes of a file: pages in a tree of 64-way nodes (height 0: root is the
 * page of index 0). Where there is no page: base, the file's content in the
 * initial RAM disk, which is never written; beyond it a hole. */
struct data {
	void *root;
	unsigned height;
	const char *base;
	uint64_t base_len;
	uint64_t size;
	uint64_t pages;
};

struct inode {
	struct uc_vnode v;        /* first; v.mode holds the type, perm the rest */
	mode_t perm;
	nlink_t nlink;
	uid_t uid;
	gid_t gid;
	uint64_t atime, mtime, ctime; /* ns since 1970 */
	struct entry *entry;      /* one of its names; NULL: none is known */
	union {
		struct data data;
		struct {
			struct uc_list entries;
			uint64_t cookie; /* of the next entry */
			bool dead;       /* removed */
		};
		char *target;
	};
};
static inline struct inode *uc_inode(struct uc_vnode *v)
{
	return UC_CONTAINER(v, struct inode, v);
}

extern const struct uc_vnode_ops uc_ramfs_ops;
extern const struct uc_file_ops uc_ramfs_file_ops, uc_ramfs_dir_ops;

struct inode *uc_inode_new(struct uc_mount *m, mode_t mode, dev_t rdev);
void uc_inode_release(struct uc_vnode *v);
int uc_inode_stat(struct uc_vnode *v, struct stat *st);
int uc_inode_setattr(struct uc_vnode *v, const struct stat *st, unsigned mask);
/* Content changed / inode changed. */
void uc_inode_modified(struct inode *i);
void uc_inode_changed(struct inode *i);

/* dir.c */
struct entry *uc_entry_find(struct inode *dir, const char *name, size_t len);
int uc_entry_add(struct inode *dir, const char *name, size_t len,
		 struct inode *i);
void uc_entry_drop(struct entry *e);

/* data.c. page: the own page of index, or NULL; make: its content is copied
 * there first (NULL: exhausted). */
void *uc_data_page(struct data *d, uint64_t index);
void *uc_data_make(struct data *d, uint64_t index);
void uc_data_truncate(struct data *d, uint64_t size);

/* initrd.c */
void uc_initrd_load(struct inode *root, const void *archive, size_t n);
/* /etc/passwd and the like, where the root has none. */
void uc_ramfs_defaults(struct inode *root);
#endif
