/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok map */
/* console: ok protect */
/* console: ok remap */
/* console: ok advise */
/* console: ok brk */
/* console: ok image */
/* console: ok many */
/* mmap and its kin: each answer was Linux's first. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <sys/mman.h>
#include <unistd.h>

#define PAGE 4096UL
#define RW (PROT_READ | PROT_WRITE)
#define ANON (MAP_PRIVATE | MAP_ANONYMOUS)
#define FAILS(call, e) CHECK(((errno = 0), (long)(call) == -1) && errno == (e))

static sigjmp_buf back;
static volatile int code;
static void *volatile where;

static void caught(int sig, siginfo_t *i, void *ctx)
{
	(void)ctx;
	code = i->si_code;
	where = i->si_addr;
	siglongjmp(back, sig);
}

/* The signal that reading (writing) *p earns, 0 for none. */
static int get(volatile char *p)
{
	int s = sigsetjmp(back, 1);

	if (!s)
		(void)*p;
	return s;
}
static int put(volatile char *p)
{
	int s = sigsetjmp(back, 1);

	if (!s)
		*p = 1;
	return s;
}

static char *map(size_t pages, int prot)
{
	char *p = mmap(NULL, pages * PAGE, prot, ANON, -1, 0);

	CHECK(p != MAP_FAILED);
	return p;
}

static void mapping(void)
{
	char *p, *q;

	FAILS(mmap(NULL, 0, RW, ANON, -1, 0), EINVAL);
	FAILS(mmap(NULL, PAGE, RW, MAP_ANONYMOUS, -1, 0), EINVAL);
	FAILS(mmap(NULL, PAGE, RW, MAP_PRIVATE, 99, 0), EBADF);
	FAILS(mmap(NULL, PAGE, RW, MAP_PRIVATE, -1, 0), EBADF);
	FAILS(mmap(NULL, 1UL << 62, PROT_NONE, ANON, -1, 0), ENOMEM);
	FAILS(mmap((void *)1, PAGE, RW, ANON | MAP_FIXED, -1, 0), EINVAL);
	FAILS(mmap((void *)(1UL << 52), PAGE, RW, ANON | MAP_FIXED, -1, 0), ENOMEM);
	p = map(8, RW);
	for (int i = 0; i < 8; i++)
		CHECK(p[i * PAGE] == 0);
	memset(p, 7, 8 * PAGE);
	/* a hole in the middle */
	CHECK(!munmap(p + 2 * PAGE, 2 * PAGE));
	CHECK(put(p + 2 * PAGE) == SIGSEGV && code == SEGV_MAPERR && where == p + 2 * PAGE);
	CHECK(p[2 * PAGE - 1] == 7 && p[4 * PAGE] == 7);
	CHECK(!munmap(p + 2 * PAGE, 2 * PAGE)); /* twice is fine */
	FAILS(munmap(p + 1, PAGE), EINVAL);
	FAILS(munmap(p, 0), EINVAL);
	/* fixed: over something, and not */
	q = mmap(p + PAGE, 2 * PAGE, RW, ANON | MAP_FIXED, -1, 0);
	CHECK(q == p + PAGE && q[0] == 0 && q[PAGE] == 0 && p[0] == 7);
	FAILS(mmap(p, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0), EEXIST);
	q = mmap(p + 3 * PAGE, PAGE, RW, ANON | MAP_FIXED_NOREPLACE, -1, 0);
	CHECK(q == p + 3 * PAGE);
	/* a free hint is taken, a used one is not */
	CHECK(!munmap(p + 5 * PAGE, 3 * PAGE));
	CHECK(mmap(p + 6 * PAGE, PAGE, RW, ANON, -1, 0) == p + 6 * PAGE);
	q = mmap(p + 6 * PAGE, PAGE, RW, ANON, -1, 0);
	CHECK(q != p + 6 * PAGE && q != MAP_FAILED);
	CHECK(!munmap(q, PAGE) && !munmap(p, 8 * PAGE));
	/* read only once, then written: zeros are nobody's */
	p = map(4, RW);
	CHECK(p[0] == 0 && p[PAGE] == 0);
	p[0] = 5;
	CHECK(p[PAGE] == 0 && p[0] == 5 && p[2 * PAGE] == 0);
	CHECK(!munmap(p, 4 * PAGE));
	p = mmap(NULL, 16 * PAGE, RW, ANON | MAP_POPULATE, -1, 0);
	unsigned char vec[16];
	CHECK(!mincore(p, 16 * PAGE, vec));
	for (int i = 0; i < 16; i++)
		CHECK(vec[i] & 1);
	CHECK(!munmap(p, 16 * PAGE));
	FAILS(mincore(p, PAGE, vec), ENOMEM);
	puts("ok map");
}

static void protecting(void)
{
	static const unsigned char ret42[] = {0xb8, 42, 0, 0, 0, 0xc3};
	char *p = map(6, RW);

	memset(p, 3, 6 * PAGE);
	CHECK(!mprotect(p + PAGE, PAGE, PROT_READ));
	CHECK(put(p + PAGE) == SIGSEGV && code == SEGV_ACCERR && where == p + PAGE);
	CHECK(!get(p + PAGE) && !put(p) && !put(p + 2 * PAGE));
	CHECK(!mprotect(p + 2 * PAGE, PAGE, PROT_NONE));
	CHECK(get(p + 2 * PAGE) == SIGSEGV && code == SEGV_ACCERR);
	CHECK(!mprotect(p, 6 * PAGE, RW));
	for (int i = 0; i < 6; i++)
		CHECK(p[i * PAGE + 9] == 3 && !put(p + i * PAGE));
	CHECK(!munmap(p + 3 * PAGE, PAGE));
	FAILS(mprotect(p + 3 * PAGE, PAGE, RW), ENOMEM);
	CHECK(!munmap(p, 6 * PAGE));
	/* code that is written, then run */
	p = map(1, RW);
	memcpy(p, ret42, sizeof ret42);
	CHECK(!mprotect(p, PAGE, PROT_READ | PROT_EXEC));
	CHECK(((int (*)(void))p)() == 42);
	CHECK(put(p) == SIGSEGV && code == SEGV_ACCERR);
	CHECK(!mprotect(p, PAGE, PROT_READ));
	int s = sigsetjmp(back, 1);
	if (!s)
		((void (*)(void))p)();
	CHECK(s == SIGSEGV && code == SEGV_ACCERR && where == p);
	CHECK(!munmap(p, PAGE));
	p = map(1, RW | PROT_EXEC);
	memcpy(p, ret42, sizeof ret42);
	CHECK(((int (*)(void))p)() == 42);
	CHECK(!munmap(p, PAGE));
	/* never accessible, then accessible */
	p = map(1 << 10, PROT_NONE);
	CHECK(get(p) == SIGSEGV && code == SEGV_ACCERR);
	CHECK(!mprotect(p + 100 * PAGE, PAGE, RW));
	CHECK(get(p + 99 * PAGE) == SIGSEGV && get(p + 101 * PAGE) == SIGSEGV && p[100 * PAGE] == 0);
	CHECK(!munmap(p, PAGE << 10));
	puts("ok protect");
}

static void remapping(void)
{
	char *p = map(4, RW), *q, *r;

	for (int i = 0; i < 4; i++)
		p[i * PAGE] = i + 1;
	q = mremap(p, 4 * PAGE, 64 * PAGE, MREMAP_MAYMOVE);
	CHECK(q != MAP_FAILED);
	for (int i = 0; i < 64; i++)
		CHECK(q[i * PAGE] == (i < 4 ? i + 1 : 0));
	q[63 * PAGE] = 64;
	CHECK(mremap(q, 64 * PAGE, 2 * PAGE, 0) == q);
	CHECK(q[PAGE] == 2 && get(q + 2 * PAGE) == SIGSEGV);
	/* in the way: cannot grow in place */
	r = mmap(q + 2 * PAGE, PAGE, RW, ANON | MAP_FIXED, -1, 0);
	CHECK(r == q + 2 * PAGE);
	CHECK(!mprotect(r, PAGE, PROT_READ)); /* keeps it an area of its own */
	FAILS(mremap(q, 2 * PAGE, 3 * PAGE, 0), ENOMEM);
	r = map(8, RW);
	r[0] = 77;
	CHECK(mremap(q, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, r) == r);
	CHECK(r[0] == 1 && r[PAGE] == 2 && r[2 * PAGE] == 0 && get(q) == SIGSEGV);
	FAILS(mremap(r, 2 * PAGE, 2 * PAGE, MREMAP_FIXED, q), EINVAL);
	FAILS(mremap(r, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, r + PAGE), EINVAL);
	FAILS(mremap(q, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
	FAILS(mremap(r, PAGE, 0, MREMAP_MAYMOVE), EINVAL);
	CHECK(!munmap(r, 8 * PAGE) && !munmap(q + 2 * PAGE, PAGE));
	puts("ok remap");
}

static void advising(void)
{
	unsigned char vec[4];
	char *p = map(4, RW);

	memset(p, 9, 4 * PAGE);
	CHECK(!madvise(p + PAGE, PAGE, MADV_DONTNEED));
	CHECK(p[0] == 9 && p[PAGE] == 0 && p[2 * PAGE] == 9);
	CHECK(!madvise(p, 4 * PAGE, MADV_DONTNEED));
	CHECK(!mincore(p, 4 * PAGE, vec) && !(vec[2] & 1));
	FAILS(madvise(p + 1, PAGE, MADV_DONTNEED), EINVAL);
	FAILS(madvise(p, PAGE, 12345), EINVAL);
	CHECK(!munmap(p + PAGE, PAGE));
	memset(p, 9, PAGE);
	memset(p + 2 * PAGE, 9, PAGE);
	FAILS(madvise(p, 4 * PAGE, MADV_DONTNEED), ENOMEM);
	CHECK(p[0] == 0 && p[2 * PAGE] == 0); /* done all the same */
	CHECK(!munmap(p, 4 * PAGE));
	p = mmap(NULL, 2 * PAGE, RW, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	CHECK(p != MAP_FAILED);
	p[0] = 4;
	CHECK(!madvise(p, 2 * PAGE, MADV_DONTNEED) && p[0] == 4);
	FAILS(madvise(p, 2 * PAGE, MADV_FREE), EINVAL);
	CHECK(!madvise(p, 2 * PAGE, MADV_REMOVE) && p[0] == 0);
	CHECK(!munmap(p, 2 * PAGE));
	p = map(2, RW);
	CHECK(!mlock(p, 2 * PAGE));
	CHECK(!mincore(p, 2 * PAGE, vec) && vec[0] & vec[1] & 1);
	CHECK(!munlock(p, 2 * PAGE) && !munmap(p, 2 * PAGE));
	FAILS(mlock(p, PAGE), ENOMEM);
	FAILS(msync(p, PAGE, MS_SYNC), ENOMEM);
	FAILS(msync(p, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	puts("ok advise");
}

static void breaking(void)
{
	char *b = sbrk(0), *c;

	/* musl's sbrk answers only 0; its malloc uses the break itself */
	CHECK(b != (void *)-1);
	FAILS(sbrk(PAGE), ENOMEM);
	for (size_t n = 1; n < 1 << 20; n = n * 3 + 1) {
		c = malloc(n);
		CHECK(c);
		memset(c, 1, n);
		c = realloc(c, n * 2);
		CHECK(c && c[n - 1] == 1);
		free(c);
	}
	puts("ok brk");
}

static char page[3 * PAGE] __attribute__((aligned(4096)));

static void image(void)
{
	memset(page, 6, sizeof page);
	CHECK(!mprotect(page + PAGE, PAGE, PROT_READ));
	CHECK(put(page + PAGE) == SIGSEGV && code == SEGV_ACCERR);
	CHECK(!put(page) && !put(page + 2 * PAGE) && page[PAGE] == 6);
	CHECK(!mprotect(page + PAGE, PAGE, RW) && !put(page + PAGE));
	CHECK(put((char *)(uintptr_t)image) == SIGSEGV && code == SEGV_ACCERR);
	CHECK(get(NULL) == SIGSEGV && code == SEGV_MAPERR && where == NULL);
	FAILS(write(1, page + (1UL << 45), 1), EFAULT);
	FAILS(write(1, (void *)-4096, 1), EFAULT);
	puts("ok image");
}

/* Areas by the thousand, and the tables that hold them go away again. */
static void many(void)
{
	enum { N = 3000 };
	char *p = map(2 * N, PROT_NONE);

	for (int i = 0; i < N; i++)
		CHECK(!mprotect(p + 2 * i * PAGE, PAGE, PROT_READ));
	for (int i = 0; i < N; i += 7)
		CHECK(!get(p + 2 * i * PAGE) && get(p + (2 * i + 1) * PAGE) == SIGSEGV);
	CHECK(!mprotect(p, 2 * N * PAGE, RW));
	for (int i = 0; i < N; i += 7)
		CHECK(!put(p + (2 * i + 1) * PAGE));
	CHECK(!munmap(p, 2 * N * PAGE));
	for (int round = 0; round < 20; round++) {
		p = mmap(NULL, 1UL << 36, RW, ANON | MAP_NORESERVE, -1, 0);
		CHECK(p != MAP_FAILED);
		for (size_t at = 0; at < 1UL << 36; at += 1UL << 30)
			p[at] = 1;
		CHECK(!munmap(p, 1UL << 36));
	}
	puts("ok many");
}

int main(void)
{
	struct sigaction sa = {.sa_sigaction = caught, .sa_flags = SA_SIGINFO};

	booted();
	sigaction(SIGSEGV, &sa, NULL);
	sigaction(SIGBUS, &sa, NULL);
	mapping();
	protecting();
	remapping();
	advising();
	breaking();
	image();
	many();
	return 0;
}
