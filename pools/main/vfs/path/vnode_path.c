/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

/* Built from its end towards the root; at stays referenced. */
static long build(struct uc_vnode *v, char *buf, size_t n)
{
	char name[256];
	size_t at = n;
	long r = 0;

	if (!v->mount)
		return -ENOENT;
	uc_vnode_get(v);
	while (v != uc_root) {
		struct uc_vnode *dir;

		if (v == v->mount->root) {
			if (!(dir = v->mount->covers)) {
				r = -ENOENT; /* outside of chroot, or unmounted */
				break;
			}
			uc_vnode_get(dir);
			uc_vnode_put(v);
			v = dir;
			continue;
		}
		r = v->ops->where ? v->ops->where(v, &dir, name) : -ENOENT;
		if (r)
			break;
		uc_vnode_put(v);
		v = dir;
		size_t len = strlen(name);
		if (at < len + 1) {
			r = -ERANGE;
			break;
		}
		at -= len;
		memcpy(buf + at, name, len);
		buf[--at] = '/';
	}
	uc_vnode_put(v);
	if (r)
		return r;
	if (at == n && at)
		buf[--at] = '/';
	memmove(buf, buf + at, n - at);
	return n - at;
}

long uc_vnode_path(struct uc_vnode *v, char *buf, size_t n)
{
	if (n < 2)
		return -ERANGE;
	long len = build(v, buf, n - 1);
	if (len >= 0)
		buf[len] = 0;
	return len;
}
