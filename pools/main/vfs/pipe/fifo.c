/* SPDX-License-Identifier: BSD-3-Clause */
/* Named pipes: the opens of one name meet in one pipe, while any is open. */
#include <sys/epoll.h>
#include <uc/syscall.h>
#include <uc/vfs.h>
#include "internal.h"

static struct uc_list fifos = UC_LIST_INIT(fifos);

static struct pipe *pipe_of(struct uc_vnode *v)
{
	uc_list_each(p, &fifos) {
		struct pipe *f = UC_CONTAINER(p, struct pipe, all);
		if (f->vnode == v)
			return f;
	}
	struct pipe *f = uc_pipe_new();
	if (f) {
		f->vnode = v;
		uc_list_append(&fifos, &f->all);
	}
	return f;
}

/* An opening waits for the other side, which may be gone again when it runs. */
static int meet(struct pipe *p, const struct uc_file *f)
{
	bool reads = uc_file_readable(f);
	uint64_t *other = &p->opened[reads], old = *other;

	if (reads && uc_file_writable(f))
		return 0;
	if (reads ? p->writers : p->readers)
		return 0;
	if (f->flags & O_NONBLOCK)
		return reads ? 0 : -ENXIO;
	return uc_wait_until(&p->q, *other != old, UINT64_MAX, true)
		       ? -UC_ERESTART
		       : 0;
}

int uc_fifo_open(struct uc_vnode *v, struct uc_file *f);
int uc_fifo_open(struct uc_vnode *v, struct uc_file *f)
{
	struct pipe *p = pipe_of(v);

	if (!p)
		return -ENOMEM;
	/* reading before there is any writer is no hang-up */
	f->pos = p->writers || !(f->flags & O_NONBLOCK) ? -1
							: (off_t)p->opened[1];
	uc_pipe_attach(p, f);
	uc_file_wake(&p->q, 0);
	int r = meet(p, f);
	if (r) {
		f->ops = &uc_pipe_ops;
		f->data = p;
		uc_pipe_ops.release(f);
		return r;
	}
	f->ops = &uc_pipe_ops;
	f->data = p;
	return 0;
}
