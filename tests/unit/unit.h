/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * For kernel sources that a unit test includes: compiled for the host with
 * sanitizers, -include uc/base.h and every library's include folder. Stands in
 * for the processor (there are no interrupts to turn off) and for base's
 * memory functions.
 */
#ifndef UNIT_H
#define UNIT_H
#define UC_ARCH_H
#define UC_PAGE_SIZE 4096UL
typedef void (*uc_irq_fn)(void *arg);
static inline unsigned long uc_irq_save(void) { return 0; }
static inline void uc_irq_restore(unsigned long f) { (void)f; }
static inline void uc_pt_hold(void) {}
static inline void uc_pt_release(void) {}
static inline void uc_cpu_reach(const void *p, size_t n) { (void)p, (void)n; }

int printf(const char *, ...);
void exit(int) __attribute__((noreturn));
#define CHECK(c)                                                               \
	do {                                                                   \
		if (!(c)) {                                                    \
			printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #c); \
			exit(1);                                               \
		}                                                              \
	} while (0)

#ifndef UNIT_OWN_STRINGS
#define UNIT_ALIAS(name) __asm__(#name)
void *unit_memmove(void *, const void *, size_t) UNIT_ALIAS(memmove);
void *unit_memset(void *, int, size_t) UNIT_ALIAS(memset);
int unit_memcmp(const void *, const void *, size_t) UNIT_ALIAS(memcmp);
void *unit_memchr(const void *, int, size_t) UNIT_ALIAS(memchr);
size_t unit_strlen(const char *) UNIT_ALIAS(strlen);
size_t unit_strnlen(const char *, size_t) UNIT_ALIAS(strnlen);
int unit_strcmp(const char *, const char *) UNIT_ALIAS(strcmp);
int unit_strncmp(const char *, const char *, size_t) UNIT_ALIAS(strncmp);
char *unit_strchr(const char *, int) UNIT_ALIAS(strchr);
char *unit_strrchr(const char *, int) UNIT_ALIAS(strrchr);
void *memcpy(void *restrict d, const void *restrict s, size_t n) { return unit_memmove(d, s, n); }
void *memmove(void *d, const void *s, size_t n) { return unit_memmove(d, s, n); }
void *memset(void *d, int c, size_t n) { return unit_memset(d, c, n); }
int memcmp(const void *a, const void *b, size_t n) { return unit_memcmp(a, b, n); }
void *memchr(const void *s, int c, size_t n) { return unit_memchr(s, c, n); }
size_t strlen(const char *s) { return unit_strlen(s); }
size_t strnlen(const char *s, size_t n) { return unit_strnlen(s, n); }
int strcmp(const char *a, const char *b) { return unit_strcmp(a, b); }
int strncmp(const char *a, const char *b, size_t n) { return unit_strncmp(a, b, n); }
char *strchr(const char *s, int c) { return unit_strchr(s, c); }
char *strrchr(const char *s, int c) { return unit_strrchr(s, c); }
#endif

/* xorshift64*: the same sequence each time. */
static inline uint64_t unit_random(void)
{
	static uint64_t x = 88172645463325252;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	return x * 0x2545f4914f6cdd1d;
}
#endif
