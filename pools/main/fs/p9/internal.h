/* SPDX-License-Identifier: BSD-3-Clause */
/* 9P2000.L: https://github.com/chaos/diod/blob/master/protocol.md */
#ifndef UC_P9_INTERNAL_H
#define UC_P9_INTERNAL_H
#include <uc/p9.h>
#include <uc/vfs.h>

enum {
	P9_RLERROR = 7, P9_STATFS = 8, P9_LOPEN = 12, P9_LCREATE = 14, P9_SYMLINK = 16,
	P9_MKNOD = 18, P9_READLINK = 22, P9_GETATTR = 24, P9_SETATTR = 26, P9_READDIR = 40,
	P9_FSYNC = 50, P9_LINK = 70, P9_MKDIR = 72, P9_RENAMEAT = 74, P9_UNLINKAT = 76,
	P9_VERSION = 100, P9_ATTACH = 104, P9_WALK = 110, P9_READ = 116, P9_WRITE = 118,
	P9_CLUNK = 120, /* each: the request; the answer is one more */
};
#define P9_HEADER 7
#define P9_QID    13
#define P9_NOFID  0xffffffffu
/* Of a read or write, what is not data: size, type, tag, fid, offset, count. */
#define P9_IO_HEADER 24

/* A message being written or read; once bad it stays so. */
struct p9_message {
	uint8_t *buf;
	size_t at, end;
	bool bad;
};
void uc_p9_put(struct p9_message *m, uint64_t v, unsigned bytes);
void uc_p9_put_bytes(struct p9_message *m, const void *p, size_t n);
void uc_p9_put_string(struct p9_message *m, const char *s, size_t n);
uint64_t uc_p9_get(struct p9_message *m, unsigned bytes);
/* The next n bytes where they lie; NULL: there are not so many. */
const void *uc_p9_get_bytes(struct p9_message *m, size_t n);

struct p9_call {
	struct session *session;
	struct p9_message q, r;   /* request and answer; without buffers until first used */
	bool taken;
};
struct session {
	struct uc_p9_channel *channel;
	uint32_t size;            /* of messages, as agreed */
	struct p9_call calls[UC_P9_LANES];
	struct uc_waitq idle;     /* for a call */
	uint32_t *free, free_count, free_room, fids; /* numbers for files */
	struct uc_list nodes[64];
	unsigned live;            /* how many nodes there are */
	bool gone;                /* unmounted: the last node takes the session along */
};
void uc_p9_drop(struct session *s);
/*
 * A call: begin, put into k->q, call (0 or -errno: the server's, -EIO for an
 * answer that is none), get from k->r, end. Nobody begins a second one before.
 */
struct p9_call *uc_p9_begin(struct session *s, unsigned type);
int uc_p9_call(struct p9_call *k);
int uc_p9_end(struct p9_call *k, int e); /* e, or -EIO if an answer was too short */
/* Buffers for the call of this number; false: no memory. */
bool uc_p9_buffers(struct session *s, unsigned i);

uint32_t uc_p9_fid(struct session *s);
/* Tells the server to forget it (clunk), or only gives the number back. */
void uc_p9_forget(struct session *s, uint32_t fid);
void uc_p9_fid_unused(struct session *s, uint32_t fid);
/* fid becomes dir's child of this name, or the same as dir for len 0. */
int uc_p9_walk(struct session *s, uint32_t dir, uint32_t fid, const char *name, size_t len);

struct node {
	struct uc_vnode v;
	uint32_t fid;
	struct uc_list hash;
	struct node *parent; /* a reference; NULL: the root */
	struct uc_mutex listing; /* a folder: held while a position in it moves */
	char name[256];
};
static inline struct node *uc_p9_node(struct uc_vnode *v)
{
	return UC_CONTAINER(v, struct node, v);
}
static inline struct session *uc_p9_session(struct uc_vnode *v)
{
	return v->mount->data;
}
/* The node behind fid, which it takes over in any case. */
int uc_p9_node_of(struct uc_mount *m, uint32_t fid, struct node *parent, const char *name,
		  size_t len, struct uc_vnode **out);
void uc_p9_moved(struct node *n, struct node *parent, const char *name, size_t len);
void uc_p9_release(struct uc_vnode *v);
/* getattr; *ino may be NULL. */
int uc_p9_stat(struct session *s, uint32_t fid, struct stat *st, uint64_t *ino);

extern const struct uc_vnode_ops uc_p9_ops;
extern const struct uc_file_ops uc_p9_file_ops, uc_p9_dir_ops;
int uc_p9_open(struct uc_vnode *v, struct uc_file *f);
#endif
