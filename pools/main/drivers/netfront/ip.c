/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The address that the toolstack chose. xl puts what its configuration's `ip=` says
 * into the back end's folder, as it is (Xen, tools/libs/light/libxl_nic.c); what
 * is in it there is between the administrator, the hotplug script and us:
 *
 *	ADDRESS[/BITS] [MASK] [GATEWAY]
 *
 * The scripts of Xen take several addresses, and then none is ours.
 */
#include <uc/heap.h>
#include "internal.h"

static bool blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

/* A number of at most max without leading zeros; *s moves behind it. */
static bool number(const char **s, unsigned max, unsigned *n)
{
	const char *p = *s;

	for (*n = 0; *p >= '0' && *p <= '9'; p++) {
		if (p > *s && !*n)
			return false;
		*n = *n * 10 + (*p - '0');
		if (*n > max)
			return false;
	}
	if (p == *s)
		return false;
	*s = p;
	return true;
}

static bool dotted(const char **s, uint32_t *a)
{
	unsigned byte;

	*a = 0;
	for (unsigned i = 0; i < 4; i++) {
		if (i && *(*s)++ != '.')
			return false;
		if (!number(s, 255, &byte))
			return false;
		*a = *a << 8 | byte;
	}
	return true;
}

/* Ones, and zeros after them. */
static bool is_mask(uint32_t a)
{
	return a >> 31 && !((~a + 1) & ~a);
}

static bool next(const char **s)
{
	while (blank(**s))
		++*s;
	return **s;
}

#define DOTTED   "%u.%u.%u.%u"
#define BYTES(a) (a) >> 24, (a) >> 16 & 255, (a) >> 8 & 255, (a) & 255

/* text in the form of the command line's ip=, in to; false: it is not so. */
static bool convert(const char *s, char *to, size_t n)
{
	uint32_t address, mask = 0, gateway = 0;
	unsigned bits;
	char g[16], m[16];

	if (!next(&s) || !dotted(&s, &address) || !address)
		return false;
	if (*s == '/') {
		s++;
		if (!number(&s, 32, &bits) || !bits)
			return false;
		mask = ~0U << (32 - bits);
	}
	if (*s && !blank(*s))
		return false;
	if (!mask && next(&s) && (!dotted(&s, &mask) || !is_mask(mask) || (*s && !blank(*s))))
		return false;
	if (next(&s) && (!dotted(&s, &gateway) || (*s && !blank(*s))))
		return false;
	if (next(&s))
		return false;
	*g = *m = '\0';
	if (gateway)
		uc_snprintf(g, sizeof g, DOTTED, BYTES(gateway));
	if (mask)
		uc_snprintf(m, sizeof m, DOTTED, BYTES(mask));
	uc_snprintf(to, n, DOTTED "::%s:%s", BYTES(address), g, m);
	return true;
}

void uc_netfront_ip(struct net *n)
{
	char path[UC_XENSTORE_PATH], *text;

	if (uc_xenstore_join(path, n->bus.backend, "ip") ||
	    uc_xenstore_read(UC_XENSTORE_NO_TX, path, &text))
		return; /* nothing was chosen */
	if (convert(text, n->ip, sizeof n->ip))
		n->dev.ip = n->ip;
	else if (*text)
		uc_printk("netfront %s: its ip is not ADDRESS[/BITS] [MASK] [GATEWAY] (ignored)\n",
			  n->bus.path);
	uc_free(text);
}
