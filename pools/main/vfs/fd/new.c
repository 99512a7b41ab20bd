/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/file.h>

void uc_vnode_put(struct uc_vnode *v) UC_WEAK;
/* vfs/poll: drops the registrations of a file that is going away. */
void uc_epoll_forget(struct uc_file *f) UC_WEAK;
/* flock.c, ofd_lock.c: the file's locks */
void uc_flock_forget(struct uc_file *f) UC_WEAK;
void uc_ofd_forget(struct uc_file *f) UC_WEAK;

struct uc_file *uc_file_new(const struct uc_file_ops *ops, int flags, void *data)
{
	struct uc_file *f = uc_zalloc(sizeof *f);
	if (!f)
		return NULL;
	f->ops = ops;
	f->refs = 1;
	f->flags = flags;
	f->data = data;
	uc_list_init(&f->epolls);
	return f;
}

void uc_file_destroy(struct uc_file *f);
void uc_file_destroy(struct uc_file *f)
{
	if (!uc_list_empty(&f->epolls))
		uc_epoll_forget(f);
	if (uc_flock_forget)
		uc_flock_forget(f);
	if (uc_ofd_forget)
		uc_ofd_forget(f);
	if (f->ops->release)
		f->ops->release(f);
	if (f->vnode)
		uc_vnode_put(f->vnode);
	uc_free(f);
}
