/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include "internal.h"

static bool reserve(struct text *t, size_t n)
{
	size_t room = t->room ? t->room : 512;

	while (room - t->len < n)
		room *= 2;
	if (room == t->room || t->failed)
		return !t->failed;
	char *p = uc_realloc(t->p, room);
	if (!p) {
		t->failed = true;
		return false;
	}
	t->p = p;
	t->room = room;
	return true;
}

void uc_text(struct text *t, const char *fmt, ...)
{
	va_list ap;

	if (!reserve(t, 1))
		return;
	va_start(ap, fmt);
	size_t n = uc_vsnprintf(t->p + t->len, t->room - t->len, fmt, ap);
	va_end(ap);
	if (n >= t->room - t->len) {
		if (!reserve(t, n + 1))
			return;
		va_start(ap, fmt);
		uc_vsnprintf(t->p + t->len, t->room - t->len, fmt, ap);
		va_end(ap);
	}
	t->len += n;
}

void uc_text_bytes(struct text *t, const void *p, size_t n)
{
	if (!reserve(t, n))
		return;
	memcpy(t->p + t->len, p, n);
	t->len += n;
}
