/* SPDX-License-Identifier: BSD-3-Clause */
/* What the options of mem-vm change, and what they do not. Prints where mappings and
 * the heap begin; TestRandomPlaces compares runs. */
#include "../../boot/booted.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096
static sigjmp_buf back;
char *uc_sys_brk(char *); /* musl's brk never moves it */

static void fault(int sig)
{
	(void)sig;
	siglongjmp(back, 1);
}

static int faults(volatile char *p)
{
	if (sigsetjmp(back, 1))
		return 1;
	*p = 1;
	return 0;
}

static char *map(size_t n, int prot)
{
	return mmap(NULL, n, prot, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}

int main(void)
{
	static const unsigned char ret[] = {0xb8, 42, 0, 0, 0, 0xc3}; /* mov $42, %eax; ret */
	const int rwx = PROT_READ | PROT_WRITE | PROT_EXEC;
	char *a, *b, *c, *at = map(PAGE, PROT_READ);

	booted();
	printf("at %p %p\n", (void *)at, sbrk(0));
	CHECK(signal(SIGSEGV, fault) != SIG_ERR && signal(SIGBUS, fault) != SIG_ERR);

	/* writable and executable */
	a = map(PAGE, rwx);
	CHECK((a == MAP_FAILED && errno == EACCES) == HARD);
	a = map(PAGE, PROT_READ | PROT_WRITE);
	CHECK(a != MAP_FAILED);
	CHECK((mprotect(a, PAGE, rwx) && errno == EACCES) == HARD);
	memcpy(a, ret, sizeof ret);
	CHECK(!mprotect(a, PAGE, PROT_READ | PROT_EXEC) && ((int (*)(void))(void *)a)() == 42);

	/* one mapping runs into the one before it, or not */
	b = map(3 * PAGE, PROT_READ | PROT_WRITE);
	c = map(2 * PAGE, PROT_READ | PROT_WRITE);
	CHECK(b != MAP_FAILED && c != MAP_FAILED);
	CHECK(!faults(c + 2 * PAGE - 1) && faults(c + 2 * PAGE) == HARD);
	CHECK(c + (2 + HARD) * PAGE == b);
	CHECK(!munmap(c, 2 * PAGE) && map(2 * PAGE, PROT_READ) == c);

	/* a place that is asked for */
	CHECK(mmap(b + PAGE, PAGE, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, -1, 0) == b + PAGE);
	CHECK(!faults(b) && faults(b + PAGE) && !faults(b + 2 * PAGE));

	/* the heap grows, and shrinks to where it was */
	a = sbrk(0);
	CHECK(uc_sys_brk(a + 5 * PAGE) == a + 5 * PAGE && !faults(a) && !faults(a + 5 * PAGE - 1));
	CHECK(uc_sys_brk(a) == a && faults(a + PAGE));
	puts(HARD ? "ok hard" : "ok plain");
	return 0;
}
