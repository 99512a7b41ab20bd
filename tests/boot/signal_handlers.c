/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -pthread */
/* console: ok signals */
/* host: 0 */
/* Sending, masks, queues, handlers and what they find, as on Linux. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <sys/mman.h>
#include <time.h>
#include <ucontext.h>
#include <unistd.h>

static volatile int count, last, depth, deepest;
static volatile siginfo_t seen; /* libc declares raise a leaf */
static volatile int order[16], orders;

static void handler(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;
	volatile long double x = 1.5L; /* vectors and x87 are the handler's own */

	last = sig;
	seen = *info;
	if (orders < 16)
		order[orders++] = info->si_value.sival_int;
	depth++;
	if (depth > deepest)
		deepest = depth;
	if (++count < 4 && sig == SIGUSR2)
		raise(SIGUSR2);
	depth--;
	CHECK(uc->uc_mcontext.gregs[REG_RIP] && x * 2 == 3);
}

static void set(int sig, int flags)
{
	struct sigaction a = {.sa_sigaction = handler, .sa_flags = SA_SIGINFO | flags};

	sigemptyset(&a.sa_mask);
	CHECK(!sigaction(sig, &a, NULL));
	count = last = depth = deepest = orders = 0;
}

static void sending(void)
{
	union sigval v = {.sival_int = 77};
	struct sigaction old;

	set(SIGUSR1, 0);
	CHECK(!kill(getpid(), SIGUSR1) && last == SIGUSR1);
	CHECK(seen.si_code == SI_USER && seen.si_pid == getpid() && seen.si_signo == SIGUSR1);
	CHECK(!raise(SIGUSR1) && count == 2 && seen.si_code == SI_TKILL);
	CHECK(!sigqueue(getpid(), SIGUSR1, v) && count == 3);
	CHECK(seen.si_code == SI_QUEUE && seen.si_value.sival_int == 77);
	CHECK(!pthread_kill(pthread_self(), SIGUSR1) && count == 4);
	CHECK(!kill(getpid(), 0) && kill(getpid(), 65) < 0 && errno == EINVAL);
	CHECK(kill(0x3fffffff, 0) < 0 && errno == ESRCH);

	set(SIGUSR2, 0);
	raise(SIGUSR2);
	CHECK(deepest == 1 && count == 4); /* blocked while handled */
	set(SIGUSR2, SA_NODEFER);
	raise(SIGUSR2);
	CHECK(deepest == 4);
	set(SIGUSR1, SA_RESETHAND);
	raise(SIGUSR1);
	CHECK(count == 1 && !sigaction(SIGUSR1, NULL, &old) && old.sa_handler == SIG_DFL);
	signal(SIGUSR1, SIG_IGN);
	raise(SIGUSR1);
	raise(SIGCHLD);
	raise(SIGWINCH);
	CHECK(sigaction(SIGKILL, &old, NULL) < 0 && errno == EINVAL);
}

static void waiting(void)
{
	sigset_t s, old, p;
	siginfo_t info;
	union sigval v;
	struct timespec soon = {.tv_nsec = 20000000};

	set(SIGUSR1, 0);
	set(SIGRTMIN, 0);
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	sigaddset(&s, SIGRTMIN);
	CHECK(!sigprocmask(SIG_BLOCK, &s, &old));
	raise(SIGUSR1);
	raise(SIGUSR1);
	for (v.sival_int = 1; v.sival_int <= 3; v.sival_int++)
		CHECK(!sigqueue(getpid(), SIGRTMIN, v));
	CHECK(!count && !sigpending(&p) && sigismember(&p, SIGUSR1) && sigismember(&p, SIGRTMIN));
	CHECK(sigwaitinfo(&s, &info) == SIGUSR1);
	CHECK(sigwaitinfo(&s, &info) == SIGRTMIN && info.si_value.sival_int == 1);
	CHECK(!sigprocmask(SIG_SETMASK, &old, NULL));
	CHECK(count == 2 && order[0] == 2 && order[1] == 3);
	CHECK(!sigprocmask(SIG_BLOCK, &s, &old));
	CHECK(sigtimedwait(&s, NULL, &soon) < 0 && errno == EAGAIN);
	raise(SIGUSR1);
	count = 0;
	CHECK(sigsuspend(&old) < 0 && errno == EINTR && count == 1);
	CHECK(!sigprocmask(SIG_SETMASK, NULL, &p) && sigismember(&p, SIGUSR1));
	signal(SIGUSR1, SIG_IGN); /* what is pending goes */
	raise(SIGUSR1);
	CHECK(!sigprocmask(SIG_SETMASK, &old, NULL));
}

static sigjmp_buf jump;
static volatile char *page;
static void escape(int sig, siginfo_t *info, void *context)
{
	seen = *info;
	(void)context;
	siglongjmp(jump, sig);
}

static void repair(int sig, siginfo_t *info, void *context)
{
	(void)sig, (void)context;
	seen = *info;
	count++;
	mprotect((void *)page, 4096, PROT_READ | PROT_WRITE);
}

static void faults(void)
{
	struct sigaction a = {.sa_sigaction = escape, .sa_flags = SA_SIGINFO};
	volatile int zero = 0, one = 1;

	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGFPE, &a, NULL);
	sigaction(SIGILL, &a, NULL);
	if (!sigsetjmp(jump, 1)) {
		*(volatile int *)16 = 1;
		CHECK(0);
	}
	CHECK(seen.si_signo == SIGSEGV && seen.si_code == SEGV_MAPERR && seen.si_addr == (void *)16);
	if (!sigsetjmp(jump, 1)) {
		one /= zero;
		CHECK(0);
	}
	CHECK(seen.si_signo == SIGFPE && seen.si_code == FPE_INTDIV);
	if (!sigsetjmp(jump, 1)) {
		__asm__ volatile("ud2");
		CHECK(0);
	}
	CHECK(seen.si_signo == SIGILL);
	/* made right, the access is done again */
	page = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	CHECK(page != MAP_FAILED && page[5] == 0);
	a.sa_sigaction = repair;
	sigaction(SIGSEGV, &a, NULL);
	count = 0;
	page[5] = 42;
	CHECK(count == 1 && page[5] == 42 && seen.si_code == SEGV_ACCERR && seen.si_addr == page + 5);
	signal(SIGSEGV, SIG_DFL);
}

static char alternative[65536];
static volatile int on_alternative;
static void where(int sig)
{
	char here;
	stack_t s;

	(void)sig;
	CHECK(!sigaltstack(NULL, &s));
	on_alternative = &here > alternative && &here < alternative + sizeof alternative &&
			 (s.ss_flags & SS_ONSTACK);
}

static int overflow(volatile char *p)
{
	volatile char big[4096];

	big[0] = p ? p[0] : 1;
	return overflow(big) + big[0];
}

static void stacks(void)
{
	struct sigaction a = {.sa_handler = where, .sa_flags = SA_ONSTACK};
	stack_t s = {.ss_sp = alternative, .ss_size = sizeof alternative}, old;

	CHECK(!sigaltstack(&s, NULL) && !sigaltstack(NULL, &old));
	CHECK(old.ss_sp == alternative && !(old.ss_flags & SS_ONSTACK));
	sigaction(SIGUSR1, &a, NULL);
	raise(SIGUSR1);
	CHECK(on_alternative);
	a.sa_flags = SA_SIGINFO | SA_ONSTACK;
	a.sa_sigaction = escape;
	sigaction(SIGSEGV, &a, NULL);
	if (!sigsetjmp(jump, 1)) {
		overflow(NULL);
		CHECK(0);
	}
	CHECK(seen.si_signo == SIGSEGV);
	signal(SIGSEGV, SIG_DFL);
	s.ss_flags = SS_DISABLE;
	CHECK(!sigaltstack(&s, NULL));
	s.ss_flags = 0;
	s.ss_size = 100;
	CHECK(sigaltstack(&s, NULL) < 0 && errno == ENOMEM);
}

/* A handler that changes the context it returns to. */
static void edit(int sig, siginfo_t *info, void *context)
{
	ucontext_t *uc = context;

	(void)sig, (void)info;
	uc->uc_mcontext.gregs[REG_RBX] = 0x1234;
	uc->uc_mcontext.gregs[REG_RIP] += 2; /* over the ud2 */
	sigaddset(&uc->uc_sigmask, SIGUSR2);
}

static void context(void)
{
	struct sigaction a = {.sa_sigaction = edit, .sa_flags = SA_SIGINFO};
	unsigned long rbx = 0, r10 = 7;
	sigset_t s;

	sigaction(SIGILL, &a, NULL);
	__asm__ volatile("mov %1, %%r10; ud2; mov %%rbx, %0; mov %%r10, %1"
			 : "=r"(rbx), "+r"(r10)::"rbx", "r10", "memory");
	CHECK(rbx == 0x1234 && r10 == 7);
	sigprocmask(SIG_SETMASK, NULL, &s);
	CHECK(sigismember(&s, SIGUSR2));
	sigemptyset(&s);
	sigprocmask(SIG_SETMASK, &s, NULL);
}

static pthread_t other;
static volatile int took;
static void who(int sig)
{
	(void)sig;
	took = pthread_equal(pthread_self(), other) ? 2 : 1;
}

static void *idle(void *arg)
{
	sigset_t s;

	sigemptyset(&s);
	pthread_sigmask(SIG_SETMASK, &s, NULL);
	while (!took)
		nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
	return arg;
}

static void threads(void)
{
	struct sigaction a = {.sa_handler = who};
	sigset_t s;

	sigaction(SIGUSR1, &a, NULL);
	sigemptyset(&s);
	sigaddset(&s, SIGUSR1);
	pthread_sigmask(SIG_BLOCK, &s, NULL);
	CHECK(!pthread_create(&other, NULL, idle, NULL));
	nanosleep(&(struct timespec){.tv_nsec = 10000000}, NULL);
	kill(getpid(), SIGUSR1); /* this one blocks it: the other's */
	pthread_join(other, NULL);
	CHECK(took == 2);
	took = 0;
	CHECK(!pthread_create(&other, NULL, idle, NULL));
	pthread_kill(other, SIGUSR1);
	pthread_join(other, NULL);
	CHECK(took == 2);
}

int main(void)
{
	booted();
	sending();
	waiting();
	faults();
	stacks();
	context();
	threads();
	puts("ok signals");
	return 0;
}
