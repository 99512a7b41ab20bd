/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

char *uc_path_in(const char *user, int *err)
{
	char *p = uc_malloc(PATH_MAX);

	*err = -ENOMEM;
	if (!p)
		return NULL;
	long n = uc_copy_in_str(p, user, PATH_MAX);
	*err = n < 0 ? n : 0;
	if (n >= 0)
		return p;
	uc_free(p);
	return NULL;
}

int uc_fd_vnode(int fd, bool path_ok, struct uc_vnode **out)
{
	int r = 0;
	struct uc_file *f = uc_fd_get(fd);

	if (!f)
		return -EBADF;
	if (f->flags & O_PATH && !path_ok)
		r = -EBADF;
	else if (!f->vnode)
		r = -EINVAL;
	else
		uc_vnode_get(*out = f->vnode);
	uc_file_put(f);
	return r;
}

static int empty(int dirfd, struct uc_vnode **out)
{
	if (dirfd != AT_FDCWD)
		return uc_fd_vnode(dirfd, true, out);
	*out = uc_cwd ? uc_cwd : uc_root;
	if (!*out)
		return -ENOENT;
	uc_vnode_get(*out);
	return 0;
}

int uc_at(int dirfd, const char *user, int flags, struct uc_vnode **out)
{
	char path[PATH_MAX];
	long n = uc_copy_in_str(path, user, sizeof path);

	if (n < 0)
		return n;
	if (!n && flags & AT_EMPTY_PATH)
		return empty(dirfd, out);
	return uc_walk(dirfd, path,
		       flags & AT_SYMLINK_NOFOLLOW ? UC_WALK_NOFOLLOW : 0, out);
}
