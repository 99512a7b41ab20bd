/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PIPE_INTERNAL_H
#define UC_PIPE_INTERNAL_H
#include <uc/file.h>

/* head and tail count bytes since the beginning; pages are taken as data
 * arrives and given back when it has been read. */
struct pipe {
	struct uc_waitq q;
	uint64_t head, tail;
	unsigned pages;       /* capacity; a power of two */
	unsigned readers, writers;
	uint64_t opened[2];   /* how often for reading, for writing */
	void **page;
	struct uc_vnode *vnode; /* of a FIFO, not a reference */
	struct uc_list all;     /* FIFOs in use */
};
extern const struct uc_file_ops uc_pipe_ops;

struct pipe *uc_pipe_new(void);
void uc_pipe_free(struct pipe *p);
void uc_pipe_attach(struct pipe *p, const struct uc_file *f);
long uc_pipe_pair(int *user, int flags);
static inline size_t uc_pipe_used(const struct pipe *p)
{
	return p->head - p->tail;
}
/* Bytes from the start of the page that the reader is in: what it has read of
 * that page is given back with the rest of it. */
static inline size_t uc_pipe_held(const struct pipe *p)
{
	return p->head - UC_ALIGN_DOWN(p->tail, UC_PAGE_SIZE);
}
static inline size_t uc_pipe_room(const struct pipe *p)
{
	return p->pages * UC_PAGE_SIZE - uc_pipe_held(p);
}
#endif
