/* SPDX-License-Identifier: BSD-3-Clause */
/* The 9P client under a server that answers in form, and under one whose answers
 * are cut short, too long, or damaged anywhere. */
#define _GNU_SOURCE
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#include "../../pools/main/fs/p9/message.c"
#include "../../pools/main/fs/p9/session.c"
#include "../../pools/main/fs/p9/node.c"
#include "../../pools/main/fs/p9/stat.c"
#define finish ops_finish
#include "../../pools/main/fs/p9/ops.c"
#include "../../pools/main/fs/p9/file.c"
#include "../../pools/main/fs/p9/mount.c"

void *malloc(size_t);
void *calloc(size_t, size_t);
void *realloc(void *, size_t);
void free(void *);
void *uc_malloc(size_t n) { return malloc(n); }
void *uc_zalloc(size_t n) { return calloc(1, n); }
void *uc_realloc(void *p, size_t n) { return realloc(p, n); }
void uc_free(void *p) { free(p); }
void uc_printk(const char *fmt, ...) { (void)fmt; }
void uc_mutex_lock(struct uc_mutex *m) { CHECK(!m->owner); m->owner = (void *)m; }
void uc_mutex_unlock(struct uc_mutex *m) { CHECK(m->owner); m->owner = NULL; }
void uc_waitq_init(struct uc_waitq *q) { uc_list_init(&q->waiters); }
void uc_vnode_put(struct uc_vnode *v) { if (!--v->refs) v->ops->release(v); }
int uc_vnode_file_stat(struct uc_file *f, struct stat *st) { return f->vnode->ops->stat(f->vnode, st); }
off_t uc_file_seek(struct uc_file *f, off_t off, int whence, off_t size)
{
	(void)f;
	return whence == SEEK_END ? size + off : off;
}
const char *uc_cmdline_next(const char *key, const char *prev) { (void)key, (void)prev; return NULL; }
int uc_walk(int d, const char *p, unsigned f, struct uc_vnode **o) { (void)d, (void)p, (void)f, (void)o; return -ENOENT; }
int uc_walk_parent(int d, const char *p, struct uc_vnode **o, char n[256]) { (void)d, (void)p, (void)o, (void)n; return -ENOENT; }
int uc_mount_fs(const char *f, const char *s, const char *t, const char *o, unsigned long l) { (void)f, (void)s, (void)t, (void)o, (void)l; return 0; }

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
int uc_dirent(struct uc_iov *iov, uint64_t ino, uint64_t next, mode_t mode, const char *name, size_t len)
{
	(void)ino, (void)next, (void)mode;
	CHECK(len && len < 256 && !memchr(name, '/', len) && !memchr(name, 0, len));
	return len + 24 > iov->total ? -EINVAL : uc_iov_to(iov, name, len);
}

static bool lies;
static unsigned names;   /* entries of a folder */
static struct p9_message *a;

static void qid(uint64_t ino) { uc_p9_put(a, ino % 2 ? 0 : 0x80, 1); uc_p9_put(a, 1, 4); uc_p9_put(a, ino, 8); }

static void answer_to(struct p9_message *q, unsigned type)
{
	uint32_t fid = type == P9_VERSION ? 0 : uc_p9_get(q, 4), n;

	switch (type) {
	case P9_VERSION:
		uc_p9_put(a, 8192, 4);
		uc_p9_put_string(a, "9P2000.L", 8);
		break;
	case P9_ATTACH: qid(2); break;
	case P9_WALK:
		uc_p9_get(q, 4);
		n = uc_p9_get(q, 2);
		uc_p9_put(a, n, 2);
		if (n)
			qid(3);
		break;
	case P9_GETATTR:
		uc_p9_put(a, BASIC, 8);
		qid(fid ? 1 + fid % 7 : 2);
		uc_p9_put(a, fid && fid % 7 % 2 == 0 ? S_IFREG | 0644 : S_IFDIR | 0755, 4);
		for (unsigned i = 0; i < 2; i++)
			uc_p9_put(a, i, 4);
		for (unsigned i = 0; i < 15; i++)
			uc_p9_put(a, i == 2 ? 5000 : i, 8);
		break;
	case P9_READ:
		uc_p9_get(q, 8);
		n = uc_p9_get(q, 4);
		n = UC_MIN(n, 3000u);
		uc_p9_put(a, n, 4);
		for (unsigned i = 0; i < n; i++)
			uc_p9_put(a, i, 1);
		break;
	case P9_WRITE:
		uc_p9_get(q, 8);
		n = uc_p9_get(q, 4);
		CHECK(uc_p9_get_bytes(q, n));
		uc_p9_put(a, n, 4);
		break;
	case P9_READDIR:
		n = uc_p9_get(q, 8);
		uc_p9_put(a, n < names ? 28 : 0, 4);
		if (n < names) {
			qid(n);
			uc_p9_put(a, n + 1, 8);
			uc_p9_put(a, 8, 1);
			uc_p9_put_string(a, "name", 4);
		}
		break;
	case P9_READLINK: uc_p9_put_string(a, "target", 6); break;
	case P9_STATFS:
		for (unsigned i = 0; i < 15; i++)
			uc_p9_put(a, i, 4);
		break;
	default:
		for (unsigned i = 0; i < 4; i++)
			uc_p9_put(a, i, 8);
	}
}

static ssize_t call(struct uc_p9_channel *c, const void *request, size_t n, void *reply)
{
	struct p9_message q = {.buf = (void *)request, .end = n}, r = {.buf = reply, .end = c->max};
	unsigned type, tag;

	a = &r;
	CHECK(uc_p9_get(&q, 4) == n);
	type = uc_p9_get(&q, 1);
	tag = uc_p9_get(&q, 2);
	uc_p9_put(a, 0, 4);
	uc_p9_put(a, type + 1, 1);
	uc_p9_put(a, tag, 2);
	answer_to(&q, type);
	CHECK(!q.bad && !r.bad);
	uint32_t len = r.at;
	if (lies && unit_random() % 3 == 0)
		switch (unit_random() % 6) {
		case 0: len = 7 + unit_random() % len; break;
		case 1: r.buf[unit_random() % len] = unit_random(); break;
		case 2: memset(r.buf + 7 + unit_random() % 8, unit_random(), 2); break;
		case 3: r.buf[4] = P9_RLERROR; break;
		case 4: memset(r.buf + 7, unit_random(), len - 7); break;
		case 5: return -EIO;
		}
	len = UC_MIN(len, (uint32_t)r.at);
	if (!lies || unit_random() % 8)
		memcpy(r.buf, &len, 4);
	/* what lies behind the message is not part of it: the sanitizer cannot see
	 * that, so make it useless */
	memset(r.buf + len, 0xff, c->max - len);
	return len;
}
static void shut(struct uc_p9_channel *c) { (void)c; }
static struct uc_p9_channel channel = {.max = 16384, .call = call, .close = shut};
static int open_model(const char *tag, struct uc_p9_channel **c)
{
	CHECK(!strcmp(tag, "tag"));
	*c = &channel;
	return 0;
}
static const struct uc_p9_transport transport = {"model", open_model};
const void *const uc_members_p9_transport[] = {&transport, NULL};

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
		CHECK(lies || (n == 4 && f.pos == 1 && !memcmp(room, "name", 4)));
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
	CHECK(root->refs == 1);
	unmount(&m);
}

int main(void)
{
	for (unsigned size = 1; size < 4; size++)
		run(200);
	lies = true;
	for (unsigned i = 0; i < 4000; i++)
		run(4);
	printf("ok p9\n");
	return 0;
}
