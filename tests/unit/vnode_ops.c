/* SPDX-License-Identifier: BSD-3-Clause */
/* A file system that has only some of the operations: what is missing answers
 * ENOSYS, as uc/vfs.h says. */
#include "unit.h"
void *malloc(size_t);
void free(void *);
struct uc_context { uint64_t ksp; };
#include <uc/heap.h>
void *uc_malloc(size_t n) { return malloc(n); }
void uc_free(void *p) { free(p); }
#include "../../pools/main/vfs/path/vnode.c"
#include "../../pools/main/vfs/path/walk.c"

struct uc_vnode *uc_root, *uc_cwd;
uint64_t uc_names_changed;
struct uc_file *uc_fd_get(int fd) { (void)fd; return NULL; }
void uc_file_put(struct uc_file *f) { (void)f; }

static int lookup(struct uc_vnode *dir, const char *name, size_t len,
		  struct uc_vnode **out)
{
	struct uc_vnode *all = dir->data;

	for (; all->data; all++)
		if (strlen(all->data) == len && !memcmp(all->data, name, len)) {
			uc_vnode_get(*out = all);
			return 0;
		}
	return -ENOENT;
}

static const struct uc_vnode_ops none, root_ops = {.lookup = lookup};
static struct uc_mount mount;
static struct uc_vnode all[] = {
	{.ops = &none, .mode = S_IFDIR | 0755, .data = "dir", .mount = &mount},
	{.ops = &none, .mode = S_IFLNK | 0777, .data = "link", .mount = &mount},
	{.ops = &none, .mode = S_IFREG | 0644, .data = "file", .mount = &mount},
	{0},
};
static struct uc_vnode root = {.ops = &root_ops, .mode = S_IFDIR | 0755, .refs = 1,
			       .data = all, .mount = &mount};

static int answer(const char *path)
{
	struct uc_vnode *v;
	int r = uc_walk(AT_FDCWD, path, 0, &v);

	if (!r)
		uc_vnode_put(v);
	return r;
}

int main(void)
{
	struct stat st;

	uc_root = mount.root = &root;
	CHECK(answer("/dir") == 0 && answer("/file") == 0 && answer("/none") == -ENOENT);
	CHECK(answer("/dir/x") == -ENOSYS);
	CHECK(answer("/dir/..") == -ENOSYS);
	CHECK(answer("/link") == -ENOSYS && answer("/link/x") == -ENOSYS);
	CHECK(answer("/..") == 0 && answer("/file/x") == -ENOTDIR);
	CHECK(uc_vnode_stat(&all[2], &st) == -ENOSYS);
	for (int i = 0; i < 3; i++)
		CHECK(all[i].refs == 0);
	return 0;
}
