/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>
#include <uc/heap.h>
#include <uc/plat.h>

/* Longer ones are cut: a loader's claim is not trusted. */
#define MAX_LENGTH 65536

static char *words, *args, *end;

const char *uc_cmdline_word(const char *prev)
{
	const char *p = prev ? prev + strlen(prev) + 1 : words;

	return p < args ? p : NULL;
}

const char *uc_cmdline_arg(const char *prev)
{
	const char *p = prev ? prev + strlen(prev) + 1 : args;

	return p < end ? p : NULL;
}

bool uc_cmdline_is_env(const char *w)
{
	const char *p = w;

	for (; *p != '='; p++) {
		char c = *p | 0x20;

		if (!(c >= 'a' && c <= 'z') && *p != '_' &&
		    !(*p >= '0' && *p <= '9' && p > w))
			return false;
	}
	return p > w && strncmp(w, "ip=", 3) && strncmp(w, "hostname=", 9);
}

static void cmdline_init(void)
{
	const char *line = uc_boot.cmdline ? uc_boot.cmdline : "";
	size_t n = strnlen(line, MAX_LENGTH);
	char *copy = uc_malloc(2 * (n + 1));

	if (!copy)
		uc_panic("no memory for the command line");
	/* the split reads to a NUL of our own, behind what it writes */
	memcpy(copy + n + 1, line, n);
	copy[2 * n + 1] = 0;
	words = copy;
	uc_cmdline_split(copy, copy + n + 1, &args, &end);
}
UC_INIT(2, cmdline_init);
