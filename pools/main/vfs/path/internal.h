/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_INTERNAL_H
#define UC_PATH_INTERNAL_H
#include <limits.h>
#include <uc/vfs.h>

/*
 * A walk in progress. After uc_walk_run, at is the directory of the last
 * component, which is described by the other fields. path is kernel memory
 * and must outlive the walk.
 */
struct uc_walker {
	struct uc_vnode *at; /* holds a reference */
	const char *rest;    /* not walked yet */
	char *buf;           /* links are expanded here; NULL: none so far */
	unsigned links;
	bool create;         /* may make a file: a slash after it is EISDIR */
	bool passing;        /* led through names that are not stable */
	/* the last component */
	enum { UC_LAST_NAME, UC_LAST_DOT, UC_LAST_DOTDOT, UC_LAST_ROOT } type;
	bool slash;          /* followed by one */
	bool missing;        /* uc_walk_last: it is only this one that is not there */
	const char *name;
	size_t len;
};
/* Begin takes no reference if it fails; after it, end must be called. */
int uc_walk_begin(struct uc_walker *w, int dirfd, const char *path);
int uc_walk_run(struct uc_walker *w);
/* The last component's vnode, with a reference. A link is followed if follow
 * or if a slash comes after it; w then describes where it led. */
int uc_walk_last(struct uc_walker *w, bool follow, struct uc_vnode **out);
void uc_walk_end(struct uc_walker *w);
/* Begin and run. */
int uc_walk_to(struct uc_walker *w, int dirfd, const char *path);

/* Where a path led from a directory the last time, if no name has changed since
 * then; uc_walk's own. */
struct uc_walked {
	struct uc_vnode *from, *to; /* no references: the names hold them */
	uint64_t when;              /* uc_names_changed then */
	uint8_t len;
	bool follow;
	char path[94];
};

/* The name in directory dir, mounts crossed. */
int uc_lookup(struct uc_vnode *dir, const char *name, size_t len,
	      struct uc_vnode **out);

/* A path from the application: kernel copy in heap memory, or NULL and *err. */
char *uc_path_in(const char *user, int *err);

/* What the at calls name: flags may hold AT_SYMLINK_NOFOLLOW, AT_EMPTY_PATH
 * (then an empty path is dirfd itself). path is application memory. */
int uc_at(int dirfd, const char *user, int flags, struct uc_vnode **out);
/* The vnode of a descriptor, for the f… calls. A file without one: -EINVAL. */
int uc_fd_vnode(int fd, bool path_ok, struct uc_vnode **out);

/* For calls that make a name: the directory, once it is known that the name is
 * free and proper. dir: the name may end in a slash. */
int uc_walk_new(struct uc_walker *w, int dirfd, const char *path, bool dir);

/* stat of what a path or (AT_EMPTY_PATH) descriptor names */
int uc_stat_at(int dirfd, const char *user, int flags, struct stat *st);

struct uc_file *uc_open_vnode(struct uc_vnode *v, int flags, int *err);
int uc_setattr(struct uc_vnode *v, const struct stat *st, unsigned mask);

const struct uc_fs *uc_fs_find(const char *name);
int uc_mount_at(const struct uc_fs *fs, struct uc_vnode *covers,
		const char *source, const char *path, const char *options,
		unsigned long flags);
#endif
