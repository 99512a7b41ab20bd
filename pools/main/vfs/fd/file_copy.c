/* SPDX-License-Identifier: BSD-3-Clause */
/* From file to file: the source's own memory where it has some to show, else
 * through a page. */
#include <uc/page.h>
#include "internal.h"

static ssize_t push(struct uc_file *out, off_t *off, const void *p, size_t n,
		    bool constant)
{
	struct iovec v = {(void *)p, n};
	struct uc_iov iov = {.v = &v, .count = 1, .total = n, .kernel = true,
			     .constant = constant};

	return uc_file_write(out, &iov, off);
}

static ssize_t copy_peeked(struct uc_file *out, off_t *out_off,
			   struct uc_file *in, off_t *in_off, size_t n)
{
	const void *p;
	void *page;
	ssize_t r = in->ops->peek(in, *in_off, &p, &page);

	if (r <= 0)
		return r;
	r = push(out, out_off, p, UC_MIN((size_t)r, n), !page);
	if (page)
		uc_page_put(page);
	return r;
}

static ssize_t copy_read(struct uc_file *out, off_t *out_off,
			 struct uc_file *in, off_t *in_off, size_t n, void *buf)
{
	off_t at = *in_off;
	ssize_t r = uc_file_read_kernel(in, buf, UC_MIN(n, UC_PAGE_SIZE), &at);

	return r <= 0 ? r : push(out, out_off, buf, r, false);
}

ssize_t uc_file_copy(struct uc_file *out, off_t *out_off, struct uc_file *in,
		     off_t *in_off, size_t n)
{
	void *buf = NULL;
	size_t done = 0;
	ssize_t r = 0;

	if (!in_off)
		in_off = &in->pos;
	if (!in->ops->peek && !(buf = uc_page_alloc(0)))
		return -ENOMEM;
	while (done < n) {
		r = buf ? copy_read(out, out_off, in, in_off, n - done, buf)
			: copy_peeked(out, out_off, in, in_off, n - done);
		if (r <= 0)
			break;
		*in_off += r;
		done += r;
		uc_cond_resched();
	}
	if (buf)
		uc_page_free(buf, 0);
	return done ? (ssize_t)done : r;
}
