/* SPDX-License-Identifier: BSD-3-Clause */
/* Fields of messages: little-endian, never beyond the end. */
#include "internal.h"

void uc_p9_put_bytes(struct p9_message *m, const void *p, size_t n)
{
	if (m->bad || n > m->end - m->at) {
		m->bad = true;
		return;
	}
	memcpy(m->buf + m->at, p, n);
	m->at += n;
}

void uc_p9_put(struct p9_message *m, uint64_t v, unsigned bytes)
{
	uc_p9_put_bytes(m, &v, bytes);
}

void uc_p9_put_string(struct p9_message *m, const char *s, size_t n)
{
	if (n > UINT16_MAX)
		m->bad = true;
	uc_p9_put(m, n, 2);
	uc_p9_put_bytes(m, s, n);
}

const void *uc_p9_get_bytes(struct p9_message *m, size_t n)
{
	const void *p = m->buf + m->at;

	if (m->bad || n > m->end - m->at) {
		m->bad = true;
		return NULL;
	}
	m->at += n;
	return p;
}

uint64_t uc_p9_get(struct p9_message *m, unsigned bytes)
{
	const void *p = uc_p9_get_bytes(m, bytes);
	uint64_t v = 0;

	if (p)
		memcpy(&v, p, bytes);
	return v;
}
