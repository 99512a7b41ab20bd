/* SPDX-License-Identifier: BSD-3-Clause */
/* The source is the channel's tag. Words p9.mount=TAG:/folder of the command line
 * are mounted at the beginning. */
#include <uc/heap.h>
#include "internal.h"

#define SIZE_LEAST 4096 /* bytes of a message: room for names */

void uc_p9_drop(struct session *s)
{
	if (s->channel)
		s->channel->close(s->channel);
	for (unsigned i = 0; i < UC_P9_LANES; i++) {
		uc_free(s->calls[i].q.buf);
		uc_free(s->calls[i].r.buf);
	}
	uc_free(s->free);
	uc_free(s);
}

static int open_channel(const char *tag, struct uc_p9_channel **c)
{
	int e = -ENODEV;

	for (const void *const *m = UC_MEMBERS(p9_transport); *m && e == -ENODEV; m++)
		e = ((const struct uc_p9_transport *)*m)->open(tag, c);
	return e;
}

static int version(struct session *s)
{
	struct p9_call *k;
	static const char wanted[] = "9P2000.L";
	const size_t n = sizeof wanted - 1;
	int e;

	k = uc_p9_begin(s, P9_VERSION);
	uc_p9_put(&k->q, s->size, 4);
	uc_p9_put_string(&k->q, wanted, n);
	e = uc_p9_call(k);
	if (!e) {
		uint64_t size = uc_p9_get(&k->r, 4);
		const char *got;

		if (uc_p9_get(&k->r, 2) != n || !(got = uc_p9_get_bytes(&k->r, n)) || memcmp(got, wanted, n))
			e = -EPROTONOSUPPORT;
		if (size < SIZE_LEAST)
			e = -EIO;
		s->size = UC_MIN(s->size, size);
	}
	return uc_p9_end(k, e);
}

static int attach(struct session *s, uint32_t fid)
{
	struct p9_call *k = uc_p9_begin(s, P9_ATTACH);

	uc_p9_put(&k->q, fid, 4);
	uc_p9_put(&k->q, P9_NOFID, 4);
	uc_p9_put_string(&k->q, "root", 4);
	uc_p9_put_string(&k->q, "", 0);
	uc_p9_put(&k->q, 0, 4);
	return uc_p9_end(k, uc_p9_call(k));
}

static int start(struct session *s, const char *tag)
{
	int e = open_channel(tag, &s->channel);

	if (e)
		return e;
	s->size = UC_MIN(s->channel->max, 1UL << 20);
	return uc_p9_buffers(s, 0) ? version(s) : -ENOMEM;
}

static int mount_p9(struct uc_mount *m, const char *source, const char *options, struct uc_vnode **root)
{
	struct session *s = source ? uc_zalloc(sizeof *s) : NULL;
	uint32_t fid;
	int e;

	(void)options;
	if (!s)
		return source ? -ENOMEM : -EINVAL;
	uc_waitq_init(&s->idle);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(s->nodes); i++)
		uc_list_init(&s->nodes[i]);
	e = start(s, source);
	fid = uc_p9_fid(s);
	if (!e)
		e = attach(s, fid);
	m->data = s;
	if (!e)
		e = uc_p9_node_of(m, fid, NULL, NULL, 0, root);
	if (!e && !S_ISDIR((*root)->mode)) {
		uc_vnode_put(*root);
		e = -ENOTDIR;
	}
	if (e)
		uc_p9_drop(s);
	return e;
}

static bool in_use(struct uc_mount *m)
{
	return m->root->refs > 1 || ((struct session *)m->data)->live > 1;
}

/* Files that are still open keep the session. */
static void unmount(struct uc_mount *m)
{
	((struct session *)m->data)->gone = true;
	uc_vnode_put(m->root);
	m->root = NULL;
}

const struct uc_fs uc_fs_p9 = {
	.name = "9p",
	.mount = mount_p9,
	.busy = in_use,
	.unmount = unmount,
};

static void mount_words(void)
{
	uc_mount_words("9p", "p9.mount");
}
/* after the file systems of level FS */
UC_INIT(UC_INIT_NET, mount_words);
