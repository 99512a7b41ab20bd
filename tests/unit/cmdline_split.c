/* SPDX-License-Identifier: BSD-3-Clause */
/* The command line's parser on sense and on noise. */
#include "unit.h"
#include "../../pools/main/cmdline/split.c"
#include "../../pools/main/cmdline/cmdline.c"
#include "../../pools/main/cmdline/get.c"

struct uc_boot_info uc_boot;
void *malloc(size_t);
void free(void *);
void *uc_malloc(size_t n) { return malloc(n); }
void uc_free(void *p) { free(p); }
static unsigned complaints;
void uc_printk(const char *fmt, ...) { (void)fmt; complaints++; }
void uc_panic(const char *fmt, ...) { printf("panic: %s\n", fmt); exit(1); }

static void parse(const char *line)
{
	free(words);
	words = NULL;
	uc_boot.cmdline = line;
	cmdline_init();
}

static void expect(const char *const *want, const char *(*next)(const char *))
{
	const char *got = NULL;

	while ((got = next(got))) {
		CHECK(*want);
		CHECK(!strcmp(got, *want));
		want++;
	}
	CHECK(!*want);
}
#define LIST(...) (const char *const[]){__VA_ARGS__, NULL}

static void sense(void)
{
	parse(NULL);
	CHECK(!uc_cmdline_word(NULL) && !uc_cmdline_arg(NULL) && !uc_cmdline_get("ip"));
	parse("");
	CHECK(!uc_cmdline_word(NULL) && !uc_cmdline_arg(NULL));
	parse("  a=b\tip=dhcp quiet  -- -g 'x \"two words\" three\\ words \"\" -- ");
	expect(LIST("a=b", "ip=dhcp", "quiet"), uc_cmdline_word);
	expect(LIST("-g", "'x", "two words", "three words", "", "--"), uc_cmdline_arg);
	CHECK(!strcmp(uc_cmdline_get("ip"), "dhcp"));
	CHECK(!strcmp(uc_cmdline_get("quiet"), ""));
	CHECK(!uc_cmdline_get("i") && !uc_cmdline_get("ipp"));
	CHECK(!uc_cmdline_get("-g"));
	parse("d.x=1 d.xy=9 d.x=2 d.x");
	CHECK(!strcmp(uc_cmdline_get("d.x"), ""));
	CHECK(!strcmp(uc_cmdline_next("d.x", NULL), "1"));
	CHECK(!strcmp(uc_cmdline_next("d.x", uc_cmdline_next("d.x", NULL)), "2"));
	parse("\"N=a b\" \\\"q\\\" end\\");
	expect(LIST("N=a b", "\"q\"", "end\\"), uc_cmdline_word);
	parse("--x -- --");
	expect(LIST("--x"), uc_cmdline_word);
	expect(LIST("--"), uc_cmdline_arg);
	CHECK(uc_cmdline_is_env("HOME=/") && uc_cmdline_is_env("_x9=") &&
	      !uc_cmdline_is_env("9x=1") && !uc_cmdline_is_env("=1") &&
	      !uc_cmdline_is_env("ip=dhcp") && !uc_cmdline_is_env("quiet") &&
	      !uc_cmdline_is_env("a.b=c") && !uc_cmdline_is_env("hostname=h"));
}

/* A second line's words and arguments go where the first one's are. */
static void two(void)
{
	parse("a=1 ip=off -- x");
	CHECK(uc_cmdline_append("ip=dhcp \"b=2 3\" -- y \"z z\""));
	expect(LIST("a=1", "ip=off", "ip=dhcp", "b=2 3"), uc_cmdline_word);
	expect(LIST("x", "y", "z z"), uc_cmdline_arg);
	CHECK(!strcmp(uc_cmdline_get("ip"), "dhcp"));
	CHECK(uc_cmdline_append(""));
	CHECK(uc_cmdline_append("-- last"));
	expect(LIST("a=1", "ip=off", "ip=dhcp", "b=2 3"), uc_cmdline_word);
	expect(LIST("x", "y", "z z", "last"), uc_cmdline_arg);
	parse("");
	CHECK(uc_cmdline_append("w -- v"));
	expect(LIST("w"), uc_cmdline_word);
	expect(LIST("v"), uc_cmdline_arg);
}

/* Words never overrun what they were parsed into (the sanitizer watches), and
 * the number of blanks bounds their count. */
static void noise(void)
{
	static const char alphabet[] = "ab=\\\" \t-.\n--";

	for (int round = 0; round < 100000; round++) {
		size_t n = unit_random() % 60, blanks = 0, count = 0;
		char *line = malloc(n + 1);
		const char *w;

		for (size_t i = 0; i < n; i++) {
			line[i] = alphabet[unit_random() % (sizeof alphabet - 1)];
			if (unit_random() % 50 == 0)
				line[i] = (char)(1 + unit_random() % 255);
			blanks += strchr(" \t\n\r", line[i]) != NULL;
		}
		line[n] = 0;
		parse(line);
		if (round % 4 == 0) {
			CHECK(uc_cmdline_append(line));
			blanks = 2 * blanks + 1;
		}
		for (w = NULL; (w = uc_cmdline_word(w)); count++)
			uc_cmdline_is_env(w);
		for (w = NULL; (w = uc_cmdline_arg(w)); count++)
			CHECK(strlen(w) <= n);
		CHECK(count <= blanks + 1);
		uc_cmdline_get("ab");
		free(line);
	}
}

static void too_long(void)
{
	size_t n = 200000;
	char *line = malloc(n + 1);

	memset(line, 'x', n);
	line[n] = 0;
	parse(line);
	CHECK(strlen(uc_cmdline_word(NULL)) == 65536 && complaints == 1);
	free(line);
}

int main(void)
{
	sense();
	two();
	noise();
	too_long();
	free(words);
	printf("ok cmdline_split\n");
	return 0;
}
