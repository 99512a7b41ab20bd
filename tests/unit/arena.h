/* SPDX-License-Identifier: BSD-3-Clause */
/* "Physical" memory for the tests of mem/: addresses as of a machine, bytes in an
 * arena of the test, which is aligned as the largest block is. */
#include "unit.h"
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#define UC_PAGE_SHIFT 12
#define UC_KSTACK_SIZE 16384UL
#define UC_USER_TOP 0x7ffffffff000UL
#define ARENA_BASE (64UL << 20)
#define ARENA_SIZE (32UL << 20)
static char arena[ARENA_SIZE] __attribute__((aligned(4 << 20)));
static inline void *uc_direct(uint64_t pa) { return arena + (pa - ARENA_BASE); }
static inline uint64_t uc_phys(const void *p) { return (uint64_t)((const char *)p - arena) + ARENA_BASE; }
#include <uc/plat.h>

struct uc_boot_info uc_boot;
static jmp_buf panicked;
void uc_panic(const char *fmt, ...)
{
	(void)fmt;
	longjmp(panicked, 1);
}
/* Whether the statement panics. */
#define PANICS(s) (!setjmp(panicked) ? ((s), false) : true)

#include "../../pools/main/mem/page/page.c"

static uint64_t free_pages(void)
{
	struct uc_page_stats s;

	uc_page_stats(&s);
	return s.free;
}
