/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/cmdline.h>
#include <uc/heap.h>
#include <uc/plat.h>

/* A loader's claim is not trusted. */
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

static char *copy(char *to, const char *from, const char *until)
{
	return (char *)memcpy(to, from, until - from) + (until - from);
}

bool uc_cmdline_append(const char *line)
{
	size_t n = strnlen(line, MAX_LENGTH);
	char *part = uc_malloc(2 * (n + 1)), *part_args, *part_end, *all, *all_args, *all_end;

	if (!part)
		return false;
	if (line[n])
		uc_printk("command line: all after its first %u bytes is ignored\n", MAX_LENGTH);
	/* the split reads to a NUL of our own, behind what it writes */
	memcpy(part + n + 1, line, n);
	part[2 * n + 1] = 0;
	uc_cmdline_split(part, part + n + 1, &part_args, &part_end);
	if (!words) {
		words = part;
		args = part_args;
		end = part_end;
		return true;
	}
	all = uc_malloc(end - words + (part_end - part) + 1);
	if (all) {
		all_args = copy(copy(all, words, args), part, part_args);
		all_end = copy(copy(all_args, args, end), part_args, part_end);
		uc_free(words);
		words = all;
		args = all_args;
		end = all_end;
	}
	uc_free(part);
	return all;
}

static void cmdline_init(void)
{
	if (!uc_cmdline_append(uc_boot.cmdline ? uc_boot.cmdline : ""))
		uc_panic("no memory for the command line");
}
UC_INIT(2, cmdline_init);
