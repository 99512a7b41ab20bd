/* SPDX-License-Identifier: BSD-3-Clause */
/* Hashing and comparing names, which are short and looked up often: 8 bytes a
 * step, never reading beyond len. */
#ifndef UC_NAME_H
#define UC_NAME_H

static inline uint64_t uc_name_load8(const char *p)
{
	uint64_t v;

	__builtin_memcpy(&v, p, sizeof v);
	return v;
}

/* The at most 8 bytes of p: each at least once, at places that len decides. */
static inline uint64_t uc_name_short(const char *p, size_t len)
{
	uint32_t a, b;

	if (len >= 4) {
		__builtin_memcpy(&a, p, 4);
		__builtin_memcpy(&b, p + len - 4, 4);
		return a | (uint64_t)b << 32;
	}
	return len ? (unsigned char)p[0] | (unsigned char)p[len / 2] << 8 |
			     (unsigned char)p[len - 1] << 16
		   : 0;
}

static inline uint32_t uc_name_hash(uint64_t seed, const char *p, size_t len)
{
	uint64_t h = seed + len, v;

	do {
		v = len > 8 ? uc_name_load8(p) : uc_name_short(p, len);
		h = (h ^ v) * 0x9e3779b97f4a7c15u;
		h ^= h >> 32;
		p += 8;
		len -= UC_MIN(len, 8u);
	} while (len);
	return h;
}

static inline bool uc_name_same(const char *a, const char *b, size_t len)
{
	for (; len > 8; a += 8, b += 8, len -= 8)
		if (uc_name_load8(a) != uc_name_load8(b))
			return false;
	return uc_name_short(a, len) == uc_name_short(b, len);
}
#endif
