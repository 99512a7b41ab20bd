/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Open file description locks (fcntl_locking(2)): ranges that belong to an open
 * file, so that two opens of one file do conflict within the one process.
 */
#include <uc/heap.h>
#include <uc/syscall.h>
#include "internal.h"

struct range {
	struct uc_list all;
	struct uc_file *file;
	off_t start, last; /* inclusive */
	bool exclusive;
};
static struct uc_list ranges = UC_LIST_INIT(ranges);
static struct uc_waitq waiters = UC_WAITQ_INIT(waiters);

static struct range *conflict(const struct range *want)
{
	uc_list_each(p, &ranges) {
		struct range *r = UC_CONTAINER(p, struct range, all);
		if (r->file != want->file && want->file->vnode &&
		    r->file->vnode == want->file->vnode &&
		    r->start <= want->last && want->start <= r->last &&
		    (r->exclusive || want->exclusive))
			return r;
	}
	return NULL;
}

/* Takes [start, last] out of what the file holds. spare is for a range that
 * falls in two; whether it was used. */
static bool cut(const struct range *c, struct range *spare)
{
	bool used = false;

	uc_list_each_safe(p, &ranges) {
		struct range *r = UC_CONTAINER(p, struct range, all);

		if (r->file != c->file || r->start > c->last || c->start > r->last)
			continue;
		if (r->start < c->start && r->last > c->last) {
			*spare = *r;
			spare->start = c->last + 1;
			r->last = c->start - 1;
			uc_list_append(&ranges, &spare->all);
			used = true;
		} else if (r->start < c->start) {
			r->last = c->start - 1;
		} else if (r->last > c->last) {
			r->start = c->last + 1;
		} else {
			uc_list_remove(&r->all);
			uc_free(r);
		}
	}
	return used;
}

void uc_ofd_forget(struct uc_file *f);
void uc_ofd_forget(struct uc_file *f)
{
	struct range all = {.file = f, .last = INT64_MAX};

	if (uc_list_empty(&ranges))
		return;
	cut(&all, NULL);
	uc_wake(&waiters, -1, 0);
}

static long from_user(struct uc_file *f, const struct flock *l, struct range *r)
{
	struct stat st;
	off_t from = 0, end;

	*r = (struct range){.file = f, .exclusive = l->l_type == F_WRLCK};
	if (l->l_pid)
		return -EINVAL;
	if (l->l_whence == SEEK_CUR)
		from = f->pos;
	if (l->l_whence == SEEK_END) {
		if (!f->ops->stat || f->ops->stat(f, &st))
			return -EINVAL;
		from = st.st_size;
	}
	if (__builtin_add_overflow(from, l->l_start, &r->start))
		return -EOVERFLOW;
	if (__builtin_add_overflow(r->start, l->l_len, &end))
		return -EOVERFLOW;
	r->last = !l->l_len ? INT64_MAX : l->l_len > 0 ? end - 1 : r->start - 1;
	if (l->l_len < 0)
		r->start = end;
	return r->start < 0 ? -EINVAL : 0;
}

static long apply(const struct range *want, bool unlock, bool wait)
{
	struct range *r = uc_malloc(sizeof *r), *spare = uc_malloc(sizeof *r);
	long err = r && spare ? 0 : -ENOLCK;

	if (!err && !unlock && conflict(want)) {
		if (!wait)
			err = -EAGAIN;
		else if (uc_wait_until(&waiters, !conflict(want), UINT64_MAX, true))
			err = -UC_ERESTART;
	}
	if (!err) {
		if (cut(want, spare))
			spare = NULL;
		if (!unlock) {
			*r = *want;
			uc_list_append(&ranges, &r->all);
			r = NULL;
		}
		uc_wake(&waiters, -1, 0);
	}
	uc_free(r);
	uc_free(spare);
	return err;
}

long uc_ofd_lock(struct uc_file *f, int cmd, struct flock *l)
{
	struct range want, *r;
	long err = from_user(f, l, &want);

	if (err)
		return err;
	if (cmd != F_OFD_GETLK)
		return apply(&want, l->l_type == F_UNLCK, cmd == F_OFD_SETLKW);
	r = conflict(&want);
	if (!r) {
		l->l_type = F_UNLCK;
		return 0;
	}
	*l = (struct flock){
		.l_type = r->exclusive ? F_WRLCK : F_RDLCK,
		.l_whence = SEEK_SET,
		.l_start = r->start,
		.l_len = r->last == INT64_MAX ? 0 : r->last - r->start + 1,
		.l_pid = -1,
	};
	return 0;
}
