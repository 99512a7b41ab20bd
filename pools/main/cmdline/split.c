/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copies one word to *out, unquoted and NUL-ended; returns what follows. An
 * open quote ends with the line; a last backslash stands for itself. */
static const char *word(const char *s, char **out)
{
	char *o = *out;
	bool quoted = false;

	for (; *s && (quoted || !is_blank(*s)); s++) {
		if (*s == '"') {
			quoted = !quoted;
			continue;
		}
		if (*s == '\\' && s[1])
			s++;
		*o++ = *s;
	}
	*o++ = 0;
	*out = o;
	return s;
}

void uc_cmdline_split(char *buf, const char *line, char **args, char **end)
{
	char *out = buf;

	*args = NULL;
	for (;;) {
		while (is_blank(*line))
			line++;
		if (!*line)
			break;
		if (!*args && line[0] == '-' && line[1] == '-' &&
		    (!line[2] || is_blank(line[2]))) {
			*args = out;
			line += 2;
			continue;
		}
		line = word(line, &out);
	}
	if (!*args)
		*args = out;
	*end = out;
}
