/* SPDX-License-Identifier: BSD-3-Clause */
/* The 9P client under a server that answers in form, and under one whose answers
 * are cut short, too long, or damaged anywhere. */
#define _GNU_SOURCE
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#include <setjmp.h>
static jmp_buf waits;
#include "../../pools/main/sched/core/wait.c"
#include "../../pools/main/fs/p9/message.c"
#include "../../pools/main/fs/p9/session.c"
#include "../../pools/main/fs/p9/node.c"
#include "../../pools/main/fs/p9/stat.c"
#define finish ops_finish
#include "../../pools/main/fs/p9/ops.c"
#include "../../pools/main/fs/p9/file.c"
#include "../../pools/main/fs/p9/mount.c"
#define SEEK_DATA 3
#define SEEK_HOLE 4
#include "../../pools/main/vfs/fd/file_seek.c"
#include "../../pools/main/vfs/path/dirent.c"

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
static bool short_of_memory;
void *uc_malloc(size_t n) { return short_of_memory ? NULL : malloc(n); }
void *uc_zalloc(size_t n) { return calloc(1, n); }
void *uc_realloc(void *p, size_t n) { return realloc(p, n); }
void uc_free(void *p) { free(p); }
void uc_printk(const char *fmt, ...) { (void)fmt; }
static struct uc_thread self;
struct uc_thread *uc_current = &self;
static unsigned wakes;
void uc_thread_wake(struct uc_thread *t) { CHECK(t == &self); wakes++; }
static unsigned slow; /* calls that are under way */
int uc_sleep(uint64_t deadline, bool interruptible)
{
	(void)deadline, (void)interruptible;
	longjmp(waits, 1); /* only who finds all calls taken, or no memory for another one */
}
void uc_mutex_lock(struct uc_mutex *m)
{
	if (m->owner)
		longjmp(waits, 1);
	m->owner = uc_current;
}
void uc_mutex_unlock(struct uc_mutex *m) { CHECK(m->owner); m->owner = NULL; }
void uc_vnode_put(struct uc_vnode *v) { if (!--v->refs) v->ops->release(v); }
void uc_mount_words(const char *f, const char *k) { (void)f, (void)k; }
int uc_vnode_file_stat(struct uc_file *f, struct stat *st) { return f->vnode->ops->stat(f->vnode, st); }
long uc_vm_copy_file(uintptr_t h, size_t n, int p, int fl, struct uc_file *f, uint64_t o) { (void)h, (void)n, (void)p, (void)fl, (void)f, (void)o; return 0; }

/* Where data go to and come from, byte for byte within its room. */
static char room[9000];
static size_t moved;
int uc_iov_to(struct uc_iov *iov, const void *p, size_t n)
{
	CHECK(n <= iov->total && moved + n <= sizeof room);
	memcpy(room + moved, p, n);
	moved += n;
	iov->total -= n;
	return 0;
}
int uc_iov_from(struct uc_iov *iov, void *p, size_t n)
{
	CHECK(n <= iov->total);
	memset(p, 'w', n);
	iov->total -= n;
	return 0;
}

#include "p9_model.h"

/* Everything once; the results when the server obeys. */
static void use(struct uc_mount *m, struct uc_vnode *root)
{
	struct uc_vnode *v = NULL, *d;
	struct uc_file f = {.flags = O_RDWR};
	struct uc_iov iov;
	struct statfs sf;
	struct stat st = {0};
	char target[64], name[256];
	ssize_t n;
	off_t off = 0;
	int e = root->ops->lookup(root, "file", 4, &v);

	(void)m;
	CHECK(lies || !e);
	n = root->ops->readlink(root, target, 3);
	CHECK(n <= 3 && (lies || (n == 3 && !memcmp(target, "tar", 3))));
	e = root->ops->statfs(root, &sf);
	CHECK(lies || !e);
	root->ops->setattr(root, &st, UC_SET_SIZE | UC_SET_MTIME);
	root->ops->symlink(root, "s", 1, "target");
	root->ops->unlink(root, "s", 1, false);
	root->ops->rename(root, "file", 4, root, "moved", 5, 0);
	memset(name, 'x', sizeof name);
	CHECK(root->ops->lookup(root, name, 256, &d) < 0);
	if (!root->ops->create(root, "made", 4, S_IFREG | 0644, 0, &d))
		uc_vnode_put(d);
	if (!v)
		return;
	if (!v->ops->where(v, &d, name)) {
		CHECK(d == root && strlen(name) < 10);
		uc_vnode_put(d);
	}
	f.vnode = v;
	if (!uc_p9_open(v, &f)) {
		iov.total = 8000;
		moved = 0;
		n = file_read(&f, &iov, &off);
		CHECK(n <= 8000 && (lies || (n == 8000 && (uint8_t)room[2999] == 2999 % 256)));
		iov.total = 9000;
		n = file_write(&f, &iov, &off);
		CHECK(lies || n == 9000);
		names = 20;
		iov.total = 4000;
		moved = 0;
		f.pos = 0;
		n = dir_readdir(&f, &iov);
		CHECK(lies || (n == 24 && f.pos == 1 && !memcmp(room + 19, "name", 5)));
		f.pos = 20;
		n = dir_readdir(&f, &iov);
		CHECK(lies || n == 0);
		file_seek(&f, 0, SEEK_END);
		file_sync(&f);
		file_release(&f);
	}
	uc_vnode_put(v);
}

static void run(unsigned times)
{
	struct uc_mount m = {0};
	struct uc_vnode *root = NULL;
	int e = mount_p9(&m, "tag", NULL, &root);

	CHECK(lies || !e);
	if (e)
		return;
	m.root = root;
	for (unsigned i = 0; i < times; i++)
		use(&m, root);
	/* numbers are given back: there are as many as were ever needed at once */
	CHECK(lies || ((struct session *)m.data)->fids < 8);
	CHECK(root->refs == 1 && !in_use(&m));
	shuts = 0;
	unmount(&m);
	CHECK(shuts == 1);
}

/* What is open keeps the session, and is in the way of who does not detach. */
static void detach(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root, *v;
	struct stat st;

	CHECK(!mount_p9(&m, "tag", NULL, &root));
	m.root = root;
	CHECK(!in_use(&m) && !root->ops->lookup(root, "file", 4, &v) && in_use(&m));
	shuts = 0;
	unmount(&m);
	CHECK(!shuts && !v->ops->stat(v, &st));
	uc_vnode_put(v);
	CHECK(shuts == 1);
}

static int list_at(struct uc_file *dir, uint64_t at)
{
	struct uc_iov iov = {.total = 4000};

	moved = 0;
	dir->pos = at;
	return dir_readdir(dir, &iov);
}

/* Buffers of all sizes: a folder ends where it ends, and an entry that has no room is no end. */
static void small_buffers(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root;
	struct uc_file dir = {0};

	CHECK(!mount_p9(&m, "tag", NULL, &root));
	m.root = dir.vnode = root;
	CHECK(!uc_p9_open(root, &dir));
	many = true;
	for (size_t size = 1; size <= 600; size++) {
		unsigned came = 0;
		ssize_t n;

		dir.pos = 0;
		do {
			struct uc_iov iov = {.total = size};

			moved = 0;
			n = dir_readdir(&dir, &iov);
			CHECK(n <= (ssize_t)size && n == (n > 0 ? (ssize_t)moved : n));
			for (size_t at = 0; n > 0 && at < (size_t)n; at += *(uint16_t *)(room + at + 16))
				CHECK(strlen(room + at + 19) == ++came);
			CHECK(dir.pos == came);
		} while (n > 0);
		/* 19 bytes, the name and a NUL, in multiples of 8 */
		CHECK(came == 255 ? !n : n == -EINVAL && UC_ALIGN_UP(19 + came + 2, 8) > size);
		CHECK((came == 255) == (size >= 280));
	}
	many = false;
	file_release(&dir);
	unmount(&m);
}

/* Each trick where it has its effect: an error that is none of the answer's own
 * making, and the server can be used afterwards. */
static void tricks(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root, *v;
	struct uc_file f = {.flags = O_RDWR}, dir = {0};
	struct uc_iov iov;
	struct stat st;
	off_t off = 0;

	for (trick = SIZE_SMALL; trick <= OTHER_VERSION; trick++)
		CHECK(mount_p9(&m, "tag", NULL, &root) == (trick == SIZE_SMALL ? -EIO : -EPROTONOSUPPORT));
	trick = NONE;
	CHECK(!mount_p9(&m, "tag", NULL, &root));
	m.root = dir.vnode = root;
	CHECK(!uc_p9_open(root, &dir));
	for (trick = TAG_OF_ANOTHER; trick <= ERROR_HUGE; trick++) {
		CHECK(root->ops->lookup(root, "file", 4, &v) == -EIO);
		CHECK(root->ops->stat(root, &st) == -EIO && list_at(&dir, 0) == -EIO);
		CHECK(root->ops->unlink(root, "s", 1, false) == -EIO);
	}
	names = 20;
	for (trick = NAME_EMPTY; trick <= NAME_BEYOND; trick++)
		CHECK(list_at(&dir, 0) == -EIO && !moved && dir.pos == 0);
	trick = OFFSET_LAST;
	CHECK(list_at(&dir, 0) == 24 && dir.pos == INT64_MAX);
	CHECK(dir_seek(&dir, 1, SEEK_CUR) < 0 && dir.pos == INT64_MAX);
	for (trick = WALKED_NONE; trick <= WALKED_MORE; trick++)
		CHECK(root->ops->lookup(root, "file", 4, &v) == -EIO);
	trick = TYPE_NONE;
	CHECK(root->ops->lookup(root, "file", 4, &v) == -EIO);
	/* a server gives nobody the devices of this machine */
	trick = TYPE_DEVICE;
	CHECK(!root->ops->lookup(root, "file", 4, &v));
	CHECK(S_ISBLK(v->mode) && !v->rdev && !v->ops->stat(v, &st) && st.st_rdev == 0xca00);
	uc_vnode_put(v);
	trick = NONE;
	CHECK(!root->ops->lookup(root, "file", 4, &v));
	trick = TYPE_DEVICE; /* what was a file stays one */
	CHECK(!v->ops->stat(v, &st) && (st.st_mode & S_IFMT) == v->mode);
	trick = BLOCK_NONE;
	CHECK(!v->ops->stat(v, &st) && st.st_blksize > 0);
	trick = NONE;
	f.vnode = v;
	CHECK(!uc_p9_open(v, &f));
	for (trick = COUNT_MORE; trick <= COUNT_HUGE; trick++) {
		iov.total = 100;
		moved = 0;
		CHECK(file_read(&f, &iov, &off) == -EIO && !moved && off == 0);
		iov.total = 100;
		CHECK(file_write(&f, &iov, &off) == -EIO && off == 0);
	}
	trick = COUNT_HUGE;
	CHECK(list_at(&dir, 0) == -EIO);
	/* positions do not leave their range */
	trick = SIZE_LAST;
	f.flags |= O_APPEND;
	iov.total = 100;
	CHECK(file_write(&f, &iov, &off) == -EFBIG);
	CHECK(file_seek(&f, 0, SEEK_END) == INT64_MAX);
	f.flags &= ~O_APPEND;
	trick = NONE;
	off = INT64_MAX - 10;
	iov.total = 100;
	CHECK(file_read(&f, &iov, &off) == -EOVERFLOW && off == INT64_MAX - 10);
	off = INT64_MAX - 10;
	iov.total = 100;
	CHECK(file_write(&f, &iov, &off) == -EFBIG);
	file_release(&f);
	/* folders within folders, deeper than a stack */
	for (unsigned i = 0; i < 100000; i++) {
		struct node *n = uc_zalloc(sizeof *n);

		n->v = (struct uc_vnode){.ops = &uc_p9_ops, .mount = &m, .refs = 1, .mode = S_IFDIR};
		n->fid = uc_p9_fid(m.data);
		n->parent = uc_p9_node(v);
		uc_list_append(&((struct session *)m.data)->nodes[0], &n->hash);
		((struct session *)m.data)->live++;
		v = &n->v;
	}
	uc_vnode_put(v);
	file_release(&dir);
	CHECK(root->refs == 1);
	unmount(&m);
}

/* Threads that share a descriptor of a folder: the second one, or who moves the position,
 * waits, though there are lanes. Another folder can be read. */
static struct uc_file *shared_dir, *other_dir;
static void list_too(void)
{
	void (*again)(void) = meanwhile;
	size_t had = moved;

	meanwhile = NULL;
	if (!setjmp(waits)) {
		list_at(shared_dir, 7);
		CHECK(!"waits");
	}
	shared_dir->pos = 0; /* which list_at set */
	if (!setjmp(waits)) {
		dir_seek(shared_dir, 7, SEEK_SET);
		CHECK(!"waits");
	}
	CHECK(list_at(other_dir, 1) == 24 && other_dir->pos == 2);
	moved = had;
	meanwhile = again;
}

static void share_descriptor(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root, *sub;
	struct uc_file dir = {0}, second = {0}, other = {0};

	CHECK(!mount_p9(&m, "tag", NULL, &root));
	m.root = dir.vnode = second.vnode = root;
	CHECK(!uc_p9_open(root, &dir) && !uc_p9_open(root, &second));
	CHECK(!root->ops->lookup(root, "file", 4, &sub) && sub != root && S_ISDIR(sub->mode));
	other.vnode = sub;
	CHECK(!uc_p9_open(sub, &other));
	names = 20;
	shared_dir = &dir;
	other_dir = &other;
	meanwhile = list_too;
	CHECK(list_at(&dir, 0) == 24 && dir.pos == 1);
	meanwhile = NULL;
	CHECK(!dir_seek(&dir, 0, SEEK_SET) && list_at(&dir, 1) == 24 && dir.pos == 2);
	file_release(&dir);
	file_release(&second);
	file_release(&other);
	uc_vnode_put(sub);
	unmount(&m);
}

/* As many calls as there are lanes are under way at once; one more waits for the end of one,
 * and so does the second one without memory for its buffers. */
static struct uc_vnode *asked;
static unsigned all;
static struct uc_wait waiter = {.thread = &self};
static void ask_too(void)
{
	struct stat st;

	if (++slow == all) {
		if (!setjmp(waits)) {
			asked->ops->stat(asked, &st);
			CHECK(!"waits");
		}
		/* it stays in the queue, without the stack that it had */
		uc_list_init(&((struct session *)asked->mount->data)->idle.waiters);
		uc_wait_add(&((struct session *)asked->mount->data)->idle, &waiter);
		wakes = 0;
	} else {
		CHECK(!asked->ops->stat(asked, &st) && S_ISDIR(st.st_mode));
		CHECK(wakes == all - slow); /* one for each end */
	}
	slow--;
}

static void lanes(void)
{
	struct uc_mount m = {0};
	struct uc_vnode *root;
	struct stat st;

	for (unsigned known = 1; known <= UC_P9_LANES; known++) {
		channel.lanes = known;
		CHECK(!mount_p9(&m, "tag", NULL, &root));
		m.root = asked = root;
		meanwhile = ask_too;
		short_of_memory = true;
		all = 1;
		CHECK(!root->ops->stat(root, &st) && wakes == 1);
		short_of_memory = false;
		all = known;
		for (unsigned i = 0; i < 2; i++)
			CHECK(!root->ops->stat(root, &st) && wakes == known && !slow);
		meanwhile = NULL;
		uc_wait_remove(&waiter);
		unmount(&m);
	}
	channel.lanes = 3;
}

int main(void)
{
	lanes();
	share_descriptor();
	tricks();
	small_buffers();
	detach();
	for (unsigned size = 1; size < 4; size++)
		run(200);
	lies = true;
	for (unsigned i = 0; i < 4000; i++)
		run(4);
	printf("ok p9\n");
	return 0;
}
