/* SPDX-License-Identifier: BSD-3-Clause */
/* The kernel's formatted output and strings, held against the C library's. */
#define UNIT_OWN_STRINGS
#include "unit.h"
int host_snprintf(char *, size_t, const char *, ...) __asm__("snprintf");
int host_memcmp(const void *, const void *, size_t) __asm__("memcmp");
void *host_memmove(void *, const void *, size_t) __asm__("memmove");
void *host_memset(void *, int, size_t) __asm__("memset");
int host_strcmp(const char *, const char *) __asm__("strcmp");
int host_strncmp(const char *, const char *, size_t) __asm__("strncmp");
char *host_strchr(const char *, int) __asm__("strchr");
char *host_strrchr(const char *, int) __asm__("strrchr");
void *host_memchr(const void *, int, size_t) __asm__("memchr");
void *memcpy(void *restrict d, const void *restrict s, size_t n) { return host_memmove(d, s, n); }
void *memmove(void *d, const void *s, size_t n) { return host_memmove(d, s, n); }
void *memset(void *d, int c, size_t n) { return host_memset(d, c, n); }
int memcmp(const void *a, const void *b, size_t n) { return host_memcmp(a, b, n); }
#include "../../pools/main/base/printf.c"
#include "../../pools/main/base/string.c"

/* All room sizes from none to more than enough; no byte beyond is written. */
#define SAME(...)                                                                    \
	do {                                                                         \
		for (size_t n = 0; n < 60; n++) {                                    \
			char a[64], b[64];                                           \
			host_memset(a, '#', sizeof a);                               \
			host_memset(b, '#', sizeof b);                               \
			CHECK(uc_snprintf(a, n, __VA_ARGS__) == host_snprintf(b, n, __VA_ARGS__)); \
			CHECK(!host_memcmp(a, b, sizeof a));                         \
		}                                                                    \
	} while (0)

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

int main(void)
{
	static const char *const words[] = {"", "a", "ab", "abc", "abd", "\xff", "ab\xff", "aa"};
	static const long numbers[] = {0, 1, -1, 9, 10, 255, 256, 65535, -32768, 2147483647, -2147483648L, INT64_MAX, INT64_MIN, 1L << 40};
	const char *end;

	for (size_t i = 0; i < UC_ARRAY_SIZE(numbers); i++) {
		long v = numbers[i];

		SAME("%ld|%lu|%lx|%lX", v, v, v, v);
		SAME("%d|%i|%u|%x|%#x", (int)v, (int)v, (int)v, (int)v, (int)v | 1);
		SAME("%hd %hu %hx", (short)v, (unsigned short)v, (unsigned short)v);
		SAME("%hhd %hhu %hhx", (signed char)v, (unsigned char)v, (unsigned char)v);
		SAME("%8ld|%-8ld|%08ld", v, v, v);
		SAME("%20lx|%-20lx|%020lx", v, v, v);
		SAME("%.3d|%8.3d|%-8.3d|%.0d", (int)v, (int)v, (int)v, (int)v);
		SAME("%*d|%-*d|%.*d", 7, (int)v, 7, (int)v, 5, (int)v);
		SAME("%zu %jd %td %llx", (size_t)v, (intmax_t)v, (ptrdiff_t)v, (long long)v);
	}
	SAME("%s|%5s|%-5s|%.2s|%5.1s|%.*s", "abc", "abc", "abc", "abc", "abc", 1, "abc");
	SAME("%c%3c%-3c|%%|", 'x', 'y', 'z');
	SAME("%p", (void *)0x1234abcdUL);
	SAME("no directive");
	SAME("%s", "longer than the whole room that there is for this one line of text, by far");
	for (size_t i = 0; i < UC_ARRAY_SIZE(words); i++) {
		const char *a = words[i];
		char copy[3];

		CHECK(strlen(a) == (size_t)host_snprintf(NULL, 0, "%s", a));
		CHECK(uc_strlcpy(copy, a, sizeof copy) == strlen(a) && !strncmp(copy, a, 2) && strlen(copy) <= 2);
		for (size_t k = 0; k < UC_ARRAY_SIZE(words); k++) {
			CHECK(sign(strcmp(a, words[k])) == sign(host_strcmp(a, words[k])));
			for (size_t n = 0; n < 5; n++)
				CHECK(sign(strncmp(a, words[k], n)) == sign(host_strncmp(a, words[k], n)));
		}
		for (int c = 0; c < 256; c++) {
			CHECK(strchr(a, c) == host_strchr(a, c) && strrchr(a, c) == host_strrchr(a, c));
			CHECK(memchr(a, c, strlen(a)) == host_memchr(a, c, strlen(a)));
		}
		for (size_t n = 0; n < 5; n++)
			CHECK(strnlen(a, n) == UC_MIN(strlen(a), n));
	}
	CHECK(uc_strtou("1234x", &end) == 1234 && *end == 'x');
	CHECK(uc_strtou("0xFFfg", &end) == 0xfff && *end == 'g');
	CHECK(uc_strtou("-1", &end) == 0 && *end == '-');
	CHECK(uc_strtou("18446744073709551615", NULL) == UINT64_MAX);
	CHECK(uc_strtou("99999999999999999999999", &end) == UINT64_MAX && !*end);
	printf("ok format\n");
	return 0;
}
