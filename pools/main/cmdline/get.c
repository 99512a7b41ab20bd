/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>

/* The value in word if its key is key. */
static const char *value(const char *w, const char *key)
{
	size_t n = strlen(key);

	if (strncmp(w, key, n))
		return NULL;
	if (w[n] == '=')
		return w + n + 1;
	return w[n] ? NULL : w + n;
}

const char *uc_cmdline_next(const char *key, const char *prev)
{
	/* the words lie one behind the other, so a value leads to the next */
	for (const char *w = uc_cmdline_word(prev); w; w = uc_cmdline_word(w)) {
		const char *v = value(w, key);

		if (v)
			return v;
	}
	return NULL;
}

const char *uc_cmdline_get(const char *key)
{
	const char *found = NULL, *v = NULL;

	while ((v = uc_cmdline_next(key, v)))
		found = v;
	return found;
}
