/* SPDX-License-Identifier: BSD-3-Clause */
/* ext2 from what mke2fs makes, whole, and then damaged anywhere: in each field of
 * the superblock, in single bytes and words of what describes files. */
#define _GNU_SOURCE
#include "unit.h"
#include <pthread.h>
#include <signal.h>
#include <unistd.h>
struct uc_context { uint64_t ksp; };
#include "../../pools/main/fs/ext2/disk.c"
#define features super_features
#define refuse super_refuse
#include "../../pools/main/fs/ext2/super.c"
#include "../../pools/main/fs/ext2/map.c"
#define INODES node_inodes
#define BLOCKS node_blocks
#include "../../pools/main/fs/ext2/node.c"
#include "../../pools/main/fs/ext2/dir.c"
#define run file_run
#include "../../pools/main/fs/ext2/file.c"
#include "../../pools/main/fs/ext2/ops.c"
#include "../../pools/main/fs/ext2/mount.c"
#define SEEK_DATA 3
#define SEEK_HOLE 4
#include "../../pools/main/vfs/fd/file_seek.c"
#include "../../pools/main/vfs/fd/file_read_kernel.c"

void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);
int system(const char *);
int snprintf(char *, size_t, const char *, ...);
char *mkdtemp(char *);
void *uc_malloc(size_t n) { return malloc(n); }
void *uc_zalloc(size_t n) { return calloc(1, n); }
void uc_free(void *p) { free(p); }
void uc_printk(const char *fmt, ...) { (void)fmt; }
static unsigned resched;
void uc_cond_resched(void) { resched++; }
void uc_mutex_lock(struct uc_mutex *m) { CHECK(!m->owner); m->owner = (void *)m; }
void uc_mutex_unlock(struct uc_mutex *m) { CHECK(m->owner); m->owner = NULL; }
void uc_waitq_init(struct uc_waitq *q) { uc_list_init(&q->waiters); }
void uc_vnode_put(struct uc_vnode *v) { if (!--v->refs) v->ops->release(v); }
int uc_vnode_file_stat(struct uc_file *f, struct stat *st) { return f->vnode->ops->stat(f->vnode, st); }
long uc_vm_copy_file(uintptr_t h, size_t n, int p, int fl, struct uc_file *f, uint64_t o) { (void)h, (void)n, (void)p, (void)fl, (void)f, (void)o; return 0; }
void uc_mount_words(const char *f, const char *k) { (void)f, (void)k; }
int uc_iov_to(struct uc_iov *iov, const void *p, size_t n)
{
	CHECK(n <= iov->total && n <= iov->v->iov_len);
	memcpy(iov->v->iov_base, p, n);
	iov->v->iov_base = (char *)iov->v->iov_base + n;
	iov->v->iov_len -= n;
	iov->total -= n;
	return 0;
}
static unsigned listed;
int uc_dirent(struct uc_iov *iov, uint64_t ino, uint64_t next, mode_t mode, const char *name, size_t len)
{
	(void)mode;
	CHECK(ino && next && len && len < 256 && !memchr(name, '/', len) && !memchr(name, 0, len));
	if (len + 20 > iov->total)
		return -EINVAL;
	iov->total -= len + 20;
	listed++;
	return 0;
}

/* The disk: a block of memory of just its size. */
static uint8_t *image;
static size_t size;
static bool fails;
ssize_t uc_file_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	size_t n = (size_t)*off < size ? UC_MIN(iov->total, size - *off) : 0;

	(void)f;
	CHECK(*off >= 0);
	if (fails && unit_random() % 4 == 0)
		return -EIO;
	uc_iov_to(iov, image + *off, n);
	*off += n;
	return n;
}
static off_t disk_seek(struct uc_file *f, off_t off, int whence) { return uc_file_seek(f, off, whence, size); }
static const struct uc_file_ops disk_ops = {.seek = disk_seek};
static struct uc_vnode disk_node = {.mode = S_IFBLK};
static struct uc_file disk = {.ops = &disk_ops, .vnode = &disk_node};
static int opened;
struct uc_file *uc_open(int d, const char *p, int fl, mode_t m, int *err)
{
	(void)d, (void)p, (void)m;
	CHECK(fl == O_RDONLY);
	*err = 0;
	opened++;
	return &disk;
}
void uc_file_put(struct uc_file *f) { CHECK(f == &disk); opened--; }

static void load_image(const char *path)
{
	int fd = open(path, O_RDONLY);

	CHECK(fd >= 0);
	free(image);
	size = lseek(fd, 0, SEEK_END);
	image = malloc(size);
	CHECK(image && pread(fd, image, size, 0) == (ssize_t)size && !close(fd));
}

static ssize_t get(struct uc_vnode *v, void *p, size_t n, off_t off)
{
	struct iovec part = {p, n};
	struct uc_iov iov = {.v = &part, .count = 1, .total = n, .kernel = true};
	struct uc_file f = {.vnode = v};

	return v->file_ops->read ? v->file_ops->read(&f, &iov, &off) : -EISDIR;
}

static bool lies; /* the image is damaged: anything may fail, nothing may break */
static struct uc_vnode *find_path(struct uc_vnode *at, const char *path)
{
	struct uc_vnode *next;

	uc_vnode_get(at);
	while (*path) {
		size_t n = strchr(path, '/') ? (size_t)(strchr(path, '/') - path) : strlen(path);
		int e = S_ISDIR(at->mode) ? at->ops->lookup(at, path, n, &next) : -ENOTDIR;

		uc_vnode_put(at);
		CHECK(e <= 0 && (lies || !e));
		if (e)
			return NULL;
		at = next;
		path += n + (path[n] == '/');
	}
	return at;
}

/* Every file by every call; what is found is as it was made when nothing lies. */
static void use(struct uc_vnode *root)
{
	static const char *const paths[] = {"", "small", "big", "sparse", "fast", "slow", "hard", "dir",
					    "dir/sub/deep", "many/name77", "fifo", "empty"};
	static uint8_t buf[400000];
	struct uc_vnode *v, *up;
	struct stat st;
	struct statfs sf;
	char name[256];

	CHECK(root->ops->lookup(root, "none", 4, &v) < 0);
	CHECK(!root->ops->statfs(root, &sf));
	for (unsigned i = 0; i < UC_ARRAY_SIZE(paths); i++) {
		v = find_path(root, paths[i]);
		if (!v)
			continue;
		CHECK(!v->ops->stat(v, &st) && (st.st_mode & S_IFMT) == v->mode);
		if (!v->ops->where(v, &up, name)) {
			CHECK(strlen(name) < 20);
			uc_vnode_put(up);
		}
		struct uc_file f = {.vnode = v};
		struct uc_iov iov = {.total = 100000};
		ssize_t n;

		switch (v->mode) {
		case S_IFDIR:
			listed = 0;
			n = dir_readdir(&f, &iov);
			CHECK(n <= 100000 && (lies || strcmp(paths[i], "dir") || listed == 3));
			f.pos = unit_random() % 5000;
			iov.total = 3000;
			dir_readdir(&f, &iov);
			break;
		case S_IFLNK:
			memset(name, 0, sizeof name);
			n = v->ops->readlink(v, name, 200);
			CHECK(n <= 200 && (lies || (strlen(name) == (size_t)n && name[0] == 't')));
			CHECK(v->ops->readlink(v, name, 3) <= 3);
			break;
		case S_IFREG:
			n = get(v, buf, sizeof buf, 0);
			CHECK(lies || n == (ssize_t)UC_MIN((size_t)st.st_size, sizeof buf));
			for (ssize_t k = 0; !lies && !strcmp(paths[i], "big") && k < n; k += 4)
				CHECK(uc_ext2_32(buf + k) == k / 4);
			get(v, buf, 5000, st.st_size - unit_random() % 4000);
			break;
		}
		uc_vnode_put(v);
	}
	v = find_path(root, "sparse");
	if (v && S_ISREG(v->mode)) { /* behind all three levels of the smallest blocks */
		memset(buf, 'x', 4096);
		ssize_t n = get(v, buf, 4096, 100000000 - 4090);

		CHECK(lies || (n == 4093 && !memcmp(buf + 4090, "end", 3) && !buf[0] && !buf[4089]));
		CHECK(lies || (!v->ops->stat(v, &st) && st.st_blocks < 100));
	}
	if (v)
		uc_vnode_put(v);
}

static bool run_image(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root;
	int e = mount_ext2(&m, "/dev/vda", NULL, &root);

	CHECK(e <= 0 && (lies || !e));
	if (!e) {
		m.root = root;
		CHECK(m.flags & MS_RDONLY);
		use(root);
		CHECK(!in_use(&m));
		uc_vnode_get(root); /* somebody still has it open */
		CHECK(in_use(&m));
		unmount(&m);
		CHECK(opened == 1);
		uc_vnode_put(root);
	}
	CHECK(!opened);
	return !e;
}

static void put32(size_t at, uint32_t v) { memcpy(image + at, &v, 4); }

static int mounts(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root;
	int e = mount_ext2(&m, "/dev/vda", NULL, &root);

	if (!e) {
		m.root = root;
		unmount(&m);
	}
	CHECK(!opened);
	return e;
}

/* Each one says no. */
static void refusals(void)
{
	static const struct { unsigned at; uint32_t v; } bad[] = {
		{1024 + MAGIC_AT, 0}, {1024 + INCOMPAT, 2 | INCOMPAT_RECOVER}, {1024 + INCOMPAT, 0x40},
		{1024 + INCOMPAT, 0x80000000}, {1024 + LOG_BLOCK, 3}, {1024 + LOG_BLOCK, UINT32_MAX},
		{1024 + FIRST, 7}, {1024 + 4, 0}, {1024 + 4, UINT32_MAX}, {1024 + PER_GROUP, 0},
		{1024 + PER_GROUP, UINT32_MAX}, {1024 + INODES_PER_GROUP, 0}, {1024 + INODES_PER_GROUP, UINT32_MAX},
		{1024 + 0, 0}, {1024 + 0, UINT32_MAX}, {1024 + INODE_SIZE, 0}, {1024 + INODE_SIZE, 129},
		{1024 + INODE_SIZE, 32768},
	};
	uint8_t keep[1024];

	memcpy(keep, image + 1024, sizeof keep);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++) {
		put32(bad[i].at, bad[i].v);
		CHECK(mounts() == -EINVAL);
		memcpy(image + 1024, keep, sizeof keep);
	}
	put32(1024 + 100, UINT32_MAX); /* features for writers only */
	CHECK(!mounts());
	memcpy(image + 1024, keep, sizeof keep);
	size_t whole = size;
	for (size = 0; size < 20000; size += 500)
		CHECK(mounts() < 0);
	size = whole;
	disk_node.mode = S_IFCHR;
	CHECK(mounts() == -ENOTBLK);
	disk_node.mode = S_IFREG;
	CHECK(!mounts());
	disk_node.mode = S_IFBLK;
}

/* A block that is none costs what is in it, not what lies before; and a directory, which
 * has no holes, is no larger than the disk: to look for a name in it takes that long. */
static void bounds(void)
{
	static uint8_t buf[400000];
	struct uc_mount m = {0};
	struct uc_vnode *root, *v;
	uint32_t block;
	unsigned off;

	CHECK(!mount_ext2(&m, "/dev/vda", NULL, &root));
	m.root = root;
	v = find_path(root, "big");
	struct node *n = uc_ext2_node(v);
	struct ext2 *s = n->fs;

	memset(n->block + 4 * 5, 0xff, 4);
	CHECK(get(v, buf, sizeof buf, 0) == 5 * (ssize_t)s->block);
	CHECK(get(v, buf, sizeof buf, 5 * (ssize_t)s->block) == -EIO);
	uc_vnode_put(v);
	v = find_path(root, "dir");
	CHECK(!uc_ext2_inode_at(s, v->ino, &block, &off));
	uc_vnode_put(v);
	uint8_t *p = image + (size_t)block * s->block + off + SIZE, keep[4];

	memcpy(keep, p, 4);
	memcpy(p, (uint8_t[]){0, 0, 0, 0x40}, 4);
	memset(s->cached, 0, sizeof s->cached);
	lies = true;
	CHECK(!find_path(root, "dir"));
	lies = false;
	memcpy(p, keep, 4);
	unmount(&m);
}

/* What lies before the data is hit most. */
static size_t somewhere(void)
{
	size_t near = unit_random() % 3 ? 100000 : size;

	return unit_random() % (UC_MIN(near, size) - 8);
}

static unsigned damage(unsigned times)
{
	uint8_t *good = malloc(size);
	unsigned mounted = 0;

	lies = true;
	memcpy(good, image, size);
	for (unsigned i = 0; i < times; i++) {
		size_t at[40];
		unsigned n = 1 + unit_random() % UC_ARRAY_SIZE(at);

		fails = i % 8 == 7;
		for (unsigned k = 0; k < n; k++) {
			at[k] = k % 8 == 7 ? 1024 + unit_random() % 256 : somewhere();
			switch (unit_random() % 4) {
			case 0: image[at[k]] = unit_random(); break;
			case 1: put32(at[k] & ~3UL, unit_random()); break;
			case 2: put32(at[k] & ~3UL, unit_random() % (size / 1024)); break;
			case 3: put32(at[k] & ~3UL, UINT32_MAX); break;
			}
		}
		mounted += run_image();
		for (unsigned k = 0; k < n; k++)
			memcpy(image + (at[k] & ~3UL), good + (at[k] & ~3UL), 4);
	}
	CHECK(!memcmp(image, good, size));
	free(good);
	lies = fails = false;
	return mounted;
}

static const char make_files[] =
	"set -e; cd %s; mkdir -p t/dir/sub t/many; echo hello >t/small; ln t/small t/hard; : >t/empty; mkfifo t/fifo;"
	"echo x >t/dir/sub/deep; ln -s target t/fast;"
	"ln -s t$(printf '%%0150d' 0) t/slow; for i in $(seq 200); do : >t/many/name$i; done;"
	"printf end | dd of=t/sparse bs=1 seek=100000000 2>/dev/null;"
	"perl -e 'print pack(\"V*\", 0..99999)' >t/big;"
	"PATH=$PATH:/sbin:/usr/sbin;"
	"for b in 1024 2048 4096; do rm -f $b; mke2fs -q -t ext2 -b $b -d t $b 3000k; done;"
	"rm -f old; mke2fs -q -t ext2 -r 0 -O none -b 1024 -d t old 3000k";

int main(void)
{
	static const char *const names[] = {"1024", "2048", "4096", "old"};
	char dir[] = "/tmp/ext2-XXXXXX", text[2000];

	CHECK(mkdtemp(dir));
	CHECK(snprintf(text, sizeof text, make_files, dir) < (int)sizeof text);
	CHECK(!system(text));
	for (unsigned i = 0; i < UC_ARRAY_SIZE(names); i++) {
		snprintf(text, sizeof text, "%s/%s", dir, names[i]);
		load_image(text);
		CHECK(run_image());
		if (i < 3)
			refusals();
		bounds();
		CHECK(run_image());
		CHECK(damage(1500) > 300);
	}
	snprintf(text, sizeof text, "rm -r %s", dir);
	CHECK(!system(text) && resched);
	free(image);
	printf("ok ext2\n");
	return 0;
}
