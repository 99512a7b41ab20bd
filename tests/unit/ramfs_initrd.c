/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The root from an archive: a sound one in full, then every truncation of it
 * and many mutations. The archive lies in a block of exactly its size, so that
 * the sanitizer sees a read beyond it; file data is checked to lie within.
 */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
void *malloc(size_t), *calloc(size_t, size_t), *aligned_alloc(size_t, size_t);
void free(void *);
int sprintf(char *, const char *, ...);
struct uc_context { uint64_t ksp; };
#include "../../pools/main/fs/ramfs/cpio.c"
#include "../../pools/main/fs/ramfs/initrd.c"
#include "../../pools/main/fs/ramfs/dir.c"
#include "../../pools/main/fs/ramfs/inode.c"
#include "../../pools/main/fs/ramfs/data.c"

static int messages;
uint64_t uc_names_changed;
const struct uc_vnode_ops uc_ramfs_ops = {.release = uc_inode_release};
const struct uc_file_ops uc_ramfs_file_ops, uc_ramfs_dir_ops;
void *uc_malloc(size_t n) { return malloc(n); }
void *uc_zalloc(size_t n) { return calloc(1, n); }
void *uc_calloc(size_t n, size_t m) { return calloc(n, m); }
void uc_free(void *p) { free(p); }
void *uc_page_alloc(unsigned order) { return aligned_alloc(4096, 4096u << order); }
void uc_page_put(void *p) { free(p); }
void uc_page_stats(struct uc_page_stats *s) { s->total = s->free = 1 << 20; }
uint64_t uc_realtime(void) { return 5; }
void uc_printk(const char *fmt, ...)
{
	(void)fmt;
	messages++;
}
void uc_vnode_put(struct uc_vnode *v)
{
	CHECK(v->refs);
	if (!--v->refs)
		uc_inode_release(v);
}

static char archive[1 << 20];
static size_t size;

static void put(const char *name, unsigned ino, unsigned mode, unsigned nlink,
		const char *data, size_t n)
{
	size_t len = strlen(name) + 1;

	size += sprintf(archive + size,
			"070701%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x%08x",
			ino, mode, 1000, 100, nlink, 12345, (unsigned)n, 8, 1, 4, 5,
			(unsigned)len, 0);
	memcpy(archive + size, name, len);
	for (size += len; size % 4; size++)
		archive[size] = 0;
	memcpy(archive + size, data, n);
	for (size += n; size % 4; size++)
		archive[size] = 0;
}
#define FILE_ S_IFREG | 0644
#define TEXT(s) s, strlen(s)

static void drop_all(struct inode *dir)
{
	while (!uc_list_empty(&dir->entries)) {
		struct entry *e = UC_CONTAINER(dir->entries.next, struct entry, in_dir);
		if (S_ISDIR(e->inode->v.mode))
			drop_all(e->inode);
		uc_entry_drop(e);
	}
}

static unsigned check(struct inode *dir, const char *from, size_t n)
{
	unsigned count = 0;

	uc_list_each(p, &dir->entries) {
		struct entry *e = UC_CONTAINER(p, struct entry, in_dir);
		struct inode *i = e->inode;

		count++;
		CHECK(e->len && strlen(e->name) == e->len && !strchr(e->name, '/'));
		CHECK(strcmp(e->name, ".") && strcmp(e->name, ".."));
		CHECK(uc_entry_find(dir, e->name, e->len) == e);
		if (S_ISDIR(i->v.mode))
			count += check(i, from, n);
		if (S_ISREG(i->v.mode) && i->data.base_len) {
			CHECK(i->data.base >= from && i->data.base_len <= n);
			CHECK(i->data.base + i->data.base_len <= from + n);
		}
	}
	return count;
}

/* Loads n bytes, tells how many names came of it; then(root) looks closer. */
static unsigned load(const char *bytes, size_t n, void (*then)(struct inode *))
{
	char *block = malloc(n ? n : 1);
	struct inode *root = uc_inode_new(NULL, S_IFDIR | 0755, 0);
	unsigned count;

	memcpy(block, bytes, n);
	messages = 0;
	uc_initrd_load(root, block, n);
	count = check(root, block, n);
	if (then)
		then(root);
	drop_all(root);
	uc_vnode_put(&root->v);
	free(block);
	return count;
}

static struct inode *get(struct inode *dir, const char *name)
{
	struct entry *e = uc_entry_find(dir, name, strlen(name));

	CHECK(e);
	return e->inode;
}

static void sound(struct inode *root)
{
	struct inode *etc = get(root, "etc"), *a = get(root, "a");

	CHECK(root->perm == 0711 && etc->perm == 0750 && etc->uid == 1000);
	CHECK(etc->mtime == 12345 * 1000000000ULL);
	CHECK(get(etc, "motd")->data.size == 5);
	CHECK(!memcmp(get(etc, "motd")->data.base, "hello", 5));
	CHECK(get(get(root, "deep"), "er")->perm == 0755);
	CHECK(a == get(root, "b") && a->nlink == 2 && a->data.size == 4);
	CHECK(!strcmp(get(root, "link")->target, "etc/motd"));
	CHECK(get(root, "dev")->v.rdev == 0x405);
	CHECK(get(root, "twice")->data.size == 3);
	CHECK(messages == 0);
}

static void build(void)
{
	put(".", 1, S_IFDIR | 0711, 2, "", 0);
	put("etc", 2, S_IFDIR | 0750, 2, "", 0);
	put("./etc/motd", 3, FILE_, 1, TEXT("hello"));
	put("/deep/er//file", 4, FILE_, 1, TEXT("x"));
	put("a", 5, FILE_, 2, "", 0);
	put("b", 5, FILE_, 2, TEXT("link"));
	put("link", 6, S_IFLNK | 0777, 1, TEXT("etc/motd"));
	put("dev", 7, S_IFCHR | 0600, 1, "", 0);
	put("twice", 8, FILE_, 1, TEXT("first"));
	put("twice", 9, FILE_, 1, TEXT("2nd"));
	put("TRAILER!!!", 0, 0, 1, "", 0);
	memset(archive + size, 0, 512);
	size += 512;
	put("after", 10, FILE_, 1, TEXT("a second archive"));
	put("TRAILER!!!", 0, 0, 1, "", 0);
}

static void hostile(void)
{
	static char name[5000];
	size_t good = size;
	struct { const char *name; unsigned mode; } bad[] = {
		{"../up", FILE_}, {"a/../../up", FILE_}, {"..", S_IFDIR | 0755},
		{"twice/below", FILE_}, {"link/below", FILE_}, {"etc", FILE_},
		{"odd", 0170000}, {"empty-link", S_IFLNK | 0777}, {"", FILE_},
		{name, FILE_},
	};

	memset(name, 'n', 300);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
		size = good;
		put(bad[i].name, 99, bad[i].mode, 1, "", 0);
		put("last", 100, FILE_, 1, TEXT("!"));
		CHECK(load(archive, size, NULL) == 12 && messages == 1);
	}
	size = good;
	memset(name, 'n', 4999);
	put(name, 99, FILE_, 1, "", 0);
	put("last", 100, FILE_, 1, TEXT("!"));
	CHECK(load(archive, size, NULL) == 11 && messages == 1);
	size = good;
	CHECK(load("\x1f\x8b\x08 compressed", 14, NULL) == 0 && messages == 1);
	CHECK(load("", 0, NULL) == 0 && messages == 0);
}

int main(void)
{
	build();
	CHECK(load(archive, size, sound) == 11);
	for (size_t n = 0; n < size; n++)
		load(archive, n, NULL);
	hostile();
	for (int round = 0; round < 20000; round++) {
		static char copy[1 << 14];
		memcpy(copy, archive, size);
		for (int k = unit_random() % 8 + 1; k; k--)
			copy[unit_random() % size] = unit_random() % 3 ? "0fF/.\0z9"[unit_random() % 8] : unit_random();
		load(copy, unit_random() % 4 ? size : unit_random() % size, NULL);
	}
	return 0;
}
