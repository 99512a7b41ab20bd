/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>

char *uc_strdup(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = uc_malloc(n);

	return p ? memcpy(p, s, n) : NULL;
}
