/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Forced into every kernel source (-include uc/base.h): fundamental types, the
 * compiler's vocabulary, strings, lists, console output and panic.
 */
#ifndef UC_BASE_H
#define UC_BASE_H

#include <uc/config.h>
#ifndef __ASSEMBLER__
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>
#undef errno

#define UC_ALIGN_DOWN(x, a) ((x) & ~((__typeof__(x))(a) - 1))
#define UC_ALIGN_UP(x, a)   UC_ALIGN_DOWN((x) + ((__typeof__(x))(a) - 1), a)
#define UC_ARRAY_SIZE(a)    (sizeof(a) / sizeof((a)[0]))
#define UC_CONTAINER(p, type, member)                                          \
	((type *)((char *)(p) - offsetof(type, member)))
#define UC_MIN(a, b) ((a) < (b) ? (a) : (b))
#define UC_MAX(a, b) ((a) > (b) ? (a) : (b))
#define UC_WEAK      __attribute__((weak))
#define UC_NORETURN  __attribute__((noreturn))
#define UC_PRINTF(f, a) __attribute__((format(printf, f, a)))
#define uc_likely(x)   __builtin_expect(!!(x), 1)
#define uc_unlikely(x) __builtin_expect(!!(x), 0)

/*
 * The kernel's own memory functions. The compiler's implicit calls go here
 * too, so that an application's memcpy is never used by the kernel.
 */
void *memcpy(void *restrict, const void *restrict, size_t) __asm__("uc_memcpy");
void *memmove(void *, const void *, size_t) __asm__("uc_memmove");
void *memset(void *, int, size_t) __asm__("uc_memset");
int memcmp(const void *, const void *, size_t) __asm__("uc_memcmp");
void *memchr(const void *, int, size_t) __asm__("uc_memchr");
size_t strlen(const char *) __asm__("uc_strlen");
size_t strnlen(const char *, size_t) __asm__("uc_strnlen");
int strcmp(const char *, const char *) __asm__("uc_strcmp");
int strncmp(const char *, const char *, size_t) __asm__("uc_strncmp");
char *strchr(const char *, int) __asm__("uc_strchr");
char *strrchr(const char *, int) __asm__("uc_strrchr");

/* Copies src and its NUL into dst of n bytes, cut to fit; returns strlen(src).
 * dst is always terminated when n > 0. */
size_t uc_strlcpy(char *dst, const char *src, size_t n);

/* Reads an unsigned number in base 10, or 16 after "0x"; *end is the first
 * character not read. Saturates at UINT64_MAX. */
uint64_t uc_strtou(const char *s, const char **end);

/* printf subset: d i u x X p s c %, l ll z h hh, width, precision, 0 and -.
 * Returns the length that the whole text has; always terminates if n > 0. */
int uc_vsnprintf(char *buf, size_t n, const char *fmt, va_list ap);
int uc_snprintf(char *buf, size_t n, const char *fmt, ...) UC_PRINTF(3, 4);

/* Console message of the kernel; the line begins with "unicore: ". May be
 * called from anywhere, interrupt handlers included. */
void uc_printk(const char *fmt, ...) UC_PRINTF(1, 2);
/* The same without the prefix. */
void uc_printk_raw(const char *fmt, ...) UC_PRINTF(1, 2);

/* Prints the reason, registers where known and a backtrace, ends the machine
 * with UC_OFF_PANIC. */
UC_NORETURN void uc_panic(const char *fmt, ...) UC_PRINTF(1, 2);
#ifdef CONFIG_BASE_ASSERTIONS
#define uc_assert(c)                                                           \
	((c) ? (void)0                                                         \
	     : uc_panic("%s:%d: assertion failed: %s", __FILE__, __LINE__, #c))
#else
#define uc_assert(c) ((void)sizeof(!(c)))
#endif

#ifdef CONFIG_BASE_STACK_PROTECTOR
/* The compiler's names are the C library's for the application. */
__asm__(".set __stack_chk_guard, uc_stack_guard\n\t.set __stack_chk_fail, uc_stack_fail");
#endif

/* Doubly linked circular list; an empty head points to itself. */
struct uc_list {
	struct uc_list *next, *prev;
};
#define UC_LIST_INIT(h) { &(h), &(h) }
static inline void uc_list_init(struct uc_list *h) { h->next = h->prev = h; }
static inline bool uc_list_empty(const struct uc_list *h)
{
	return h->next == h;
}
static inline void uc_list_insert_after(struct uc_list *at, struct uc_list *n)
{
	n->prev = at;
	n->next = at->next;
	at->next->prev = n;
	at->next = n;
}
static inline void uc_list_push(struct uc_list *h, struct uc_list *n)
{
	uc_list_insert_after(h, n);
}
static inline void uc_list_append(struct uc_list *h, struct uc_list *n)
{
	uc_list_insert_after(h->prev, n);
}
/* Leaves n pointing to itself, so that removing twice is harmless. */
static inline void uc_list_remove(struct uc_list *n)
{
	n->prev->next = n->next;
	n->next->prev = n->prev;
	uc_list_init(n);
}
#define uc_list_each(pos, h) \
	for (struct uc_list *pos = (h)->next; pos != (h); pos = pos->next)
#define uc_list_each_safe(pos, h)                                              \
	for (struct uc_list *pos = (h)->next, *pos##_n = pos->next;            \
	     pos != (h); pos = pos##_n, pos##_n = pos->next)

/*
 * Initialisers, run once before the application's entry, level by level; the
 * order within a level is undefined. May block only from level DEV on; the command
 * line is complete from level FS on.
 */
#define UC_INIT_MEM   1
#define UC_INIT_SCHED 2
#define UC_INIT_TIME  3
#define UC_INIT_DEV   4
#define UC_INIT_FS    5
#define UC_INIT_NET   6
#define UC_INIT_LATE  7
typedef void (*uc_init_fn)(void);
#define UC_INIT(level, fn) UC_INIT_(level, fn)
#define UC_INIT_(level, fn)                                                    \
	static uc_init_fn const uc_init_##fn                                   \
		__attribute__((used, section(".uc_init." #level))) = fn

/* Members of a class, NULL-ended; see docs/architecture.md, "A library". */
#define UC_MEMBERS(class) uc_members_##class
#define UC_DECLARE_CLASS(class) extern const void *const uc_members_##class[]

#endif /* !__ASSEMBLER__ */
#endif
