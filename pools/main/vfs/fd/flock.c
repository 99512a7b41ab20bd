/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Whole-file locks belong to an open file, so that two opens of one file do
 * conflict, also within one process.
 */
#include <sys/file.h>
#include <uc/heap.h>
#include <uc/syscall.h>
#include "internal.h"

struct held {
	struct uc_list all;
	struct uc_file *file;
	bool exclusive;
};
static struct uc_list locks = UC_LIST_INIT(locks);
static struct uc_waitq waiters = UC_WAITQ_INIT(waiters);

static struct held *find(const struct uc_file *f)
{
	uc_list_each(p, &locks) {
		struct held *h = UC_CONTAINER(p, struct held, all);
		if (h->file == f)
			return h;
	}
	return NULL;
}

static bool conflict(const struct uc_file *f, bool exclusive)
{
	uc_list_each(p, &locks) {
		struct held *h = UC_CONTAINER(p, struct held, all);
		if (h->file != f && f->vnode && h->file->vnode == f->vnode &&
		    (exclusive || h->exclusive))
			return true;
	}
	return false;
}

void uc_flock_forget(struct uc_file *f);
void uc_flock_forget(struct uc_file *f)
{
	struct held *h = find(f);
	if (!h)
		return;
	uc_list_remove(&h->all);
	uc_free(h);
	uc_wake(&waiters, -1, 0);
}

static long take(struct uc_file *f, int op)
{
	bool exclusive = (op & ~LOCK_NB) == LOCK_EX;
	struct held *h;

	for (;;) {
		h = find(f);
		if (h && h->exclusive == exclusive)
			return 0;
		/* a change of kind is not atomic (flock(2)): given up first */
		uc_flock_forget(f);
		if (!conflict(f, exclusive))
			break;
		if (op & LOCK_NB)
			return -EWOULDBLOCK;
		if (uc_wait_until(&waiters, !conflict(f, exclusive), UINT64_MAX,
				  true))
			return -UC_ERESTART;
		/* another thread may have taken it for f meanwhile */
	}
	h = uc_malloc(sizeof *h);
	if (!h)
		return -ENOLCK;
	h->file = f;
	h->exclusive = exclusive;
	uc_list_append(&locks, &h->all);
	return 0;
}

UC_SYSCALL(flock, int fd, int op)
{
	int kind = op & ~LOCK_NB;

	if (kind != LOCK_SH && kind != LOCK_EX && kind != LOCK_UN)
		return -EINVAL;
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	long r = 0;
	if (f->flags & O_PATH)
		r = -EBADF;
	else if (kind == LOCK_UN)
		uc_flock_forget(f);
	else
		r = take(f, op);
	uc_file_put(f);
	return r;
}
