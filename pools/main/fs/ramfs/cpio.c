/* SPDX-License-Identifier: BSD-3-Clause */
#include "cpio.h"

#define HEADER   110
#define NAME_ROOM 4096

/* Reads 8 hexadecimal digits; false if one is none. */
static bool hex8(const char *p, uint32_t *v)
{
	*v = 0;
	for (int i = 0; i < 8; i++) {
		unsigned c = (unsigned char)p[i], lower = c | 0x20;
		unsigned d = c - '0' < 10u	   ? c - '0'
			     : lower - 'a' < 6u ? lower - 'a' + 10
						   : 16;
		if (d > 15)
			return false;
		*v = *v << 4 | d;
	}
	return true;
}

static int broken(struct uc_cpio *c, const char *why)
{
	c->error = why;
	return -1;
}

/* Why a name must not be used, or NULL. */
static const char *name_fault(const char *p)
{
	while (*p) {
		size_t n = 0;
		while (p[n] && p[n] != '/')
			n++;
		if (n == 2 && p[0] == '.' && p[1] == '.')
			return "name leads upwards";
		if (n > 255)
			return "name too long";
		p += n;
		while (*p == '/')
			p++;
	}
	return NULL;
}

/* Between archives there may be zeros. */
static bool skip_zeros(struct uc_cpio *c)
{
	while (c->at < c->size && !c->base[c->at])
		c->at++;
	return c->at < c->size;
}

static int header(struct uc_cpio *c, uint32_t f[13])
{
	const char *p = c->base + c->at;

	if (c->size - c->at < HEADER)
		return broken(c, "truncated header");
	if (memcmp(p, "07070", 5) || (p[5] != '1' && p[5] != '2'))
		return broken(c, c->at ? "no header where one belongs"
				       : "not a cpio archive (newc, uncompressed)");
	for (int i = 0; i < 13; i++)
		if (!hex8(p + 6 + i * 8, f + i))
			return broken(c, "header with a bad number");
	return 1;
}

static int entry(struct uc_cpio *c, struct uc_cpio_entry *e)
{
	uint32_t f[13];
	size_t left;

	if (header(c, f) < 0)
		return -1;
	size_t name_size = f[11], size = f[6];
	left = c->size - c->at - HEADER;
	if (!name_size || name_size > NAME_ROOM)
		return broken(c, "name of impossible length");
	/* the data begins at a multiple of 4; sizes are below 2^33 here */
	size_t data_at = (HEADER + name_size + 3) & ~(size_t)3;
	if (name_size > left || data_at > c->size - c->at)
		return broken(c, "truncated name");
	const char *name = c->base + c->at + HEADER;
	if (name[name_size - 1])
		return broken(c, "name without an end");
	left = c->size - c->at - data_at;
	if (size > left)
		return broken(c, "truncated file");
	*e = (struct uc_cpio_entry){
		.name = name, .at = c->at, .data = c->base + c->at + data_at,
		.size = size, .ino = f[0], .mode = f[1], .uid = f[2],
		.gid = f[3], .nlink = f[4], .mtime = f[5], .dev_major = f[7],
		.dev_minor = f[8], .rdev_major = f[9], .rdev_minor = f[10],
	};
	c->at += data_at + UC_MIN(UC_ALIGN_UP(size, 4), left);
	return 1;
}

int uc_cpio_next(struct uc_cpio *c, struct uc_cpio_entry *e)
{
	for (;;) {
		if (!skip_zeros(c))
			return 0;
		if (entry(c, e) < 0)
			return -1;
		if (strcmp(e->name, "TRAILER!!!"))
			break;
	}
	/* absolute names mean the same place: the archive is the root */
	while (*e->name == '/')
		e->name++;
	e->wrong = name_fault(e->name);
	return 1;
}
