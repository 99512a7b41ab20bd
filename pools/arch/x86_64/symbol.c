/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Names for addresses, from the table that the final link writes into the
 * image: docs/symbol-table.md. Runs in a panic: trusts no number in it.
 */
#include <uc/arch.h>

#define MAGIC     0x59534355
#define PER_BLOCK 32
#define MAX_PAIRS 128

struct table {
	uint32_t magic, size;
	uint64_t base;
	uint32_t span, count, blocks, pairs;
	uint8_t pair[][2];
};
struct block {
	uint32_t addr, at;
};
struct name {
	char *buf;
	size_t len, room;
};

extern const char __uc_syms_start[];

/* A token's second half is expanded in place of a call: a pair only refers to
 * earlier ones, so both end. */
static void expand(const struct table *t, unsigned token, struct name *name)
{
	while (token >= 0x80) {
		unsigned i = token - 0x80;

		if (i >= t->pairs || t->pair[i][0] >= token || t->pair[i][1] >= token)
			return;
		expand(t, t->pair[i][0], name);
		token = t->pair[i][1];
	}
	if (name->len < name->room)
		name->buf[name->len++] = token;
}

static uint32_t number(const uint8_t **p, const uint8_t *end)
{
	uint32_t v = 0;

	for (unsigned shift = 0; *p < end && shift < 32; shift += 7) {
		uint8_t b = *(*p)++;

		v |= (uint32_t)(b & 0x7f) << shift;
		if (!(b & 0x80))
			break;
	}
	return v;
}

bool uc_symbol(uintptr_t addr, char *buf, size_t n, uintptr_t *offset)
{
	const struct table *t = uc_direct((uintptr_t)__uc_syms_start);
	const uint8_t *p, *end, *found = NULL;
	const struct block *index;
	uint32_t low = 0, high, at, start;

	if (!n || t->magic != MAGIC || t->size < sizeof *t || addr - t->base >= t->span ||
	    t->pairs > MAX_PAIRS || !t->blocks || t->blocks > t->size / sizeof *index)
		return false;
	at = UC_ALIGN_UP(sizeof *t + 2 * t->pairs, 4);
	if (at + t->blocks * sizeof *index > t->size)
		return false;
	index = (const void *)((const uint8_t *)t + at);
	addr -= t->base;
	for (high = t->blocks; high - low > 1;) {
		uint32_t mid = (low + high) / 2;

		if (index[mid].addr <= addr)
			low = mid;
		else
			high = mid;
	}
	if (index[low].at >= t->size)
		return false;
	p = (const uint8_t *)t + index[low].at;
	end = (const uint8_t *)t + t->size;
	at = start = index[low].addr;
	for (unsigned i = 0; i < PER_BLOCK && p < end; i++) {
		at += number(&p, end);
		if (at > addr)
			break;
		found = p;
		start = at;
		while (p < end && *p++)
			;
	}
	if (!found)
		return false;
	struct name name = {buf, 0, n - 1};

	for (; found < end && *found; found++)
		expand(t, *found, &name);
	buf[name.len] = 0;
	*offset = addr - start;
	return true;
}
