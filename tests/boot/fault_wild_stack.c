/* SPDX-License-Identifier: BSD-3-Clause */
/* console: ok stack 0 */
/* console: ok stack 1 */
/* console: ok stack 2 */
/* host: 0 */
/* absent: panic */
/* Faults with nonsense in the stack pointer reach the handler on its own stack. */
#include "booted.h"
#include <setjmp.h>
#include <signal.h>

static sigjmp_buf back;

static void handler(int sig)
{
	siglongjmp(back, sig);
}

/* None of these addresses is the application's: above all memory, within what
 * the kernel maps for itself, and not an address at all. */
static const uintptr_t wild[] = {0xfffffffffffff000, 0xffff880000200000, 0x8000000000000000};

int main(void)
{
	static char own[65536];
	stack_t s = {.ss_sp = own, .ss_size = sizeof own};
	struct sigaction a = {.sa_handler = handler, .sa_flags = SA_ONSTACK};

	booted();
	CHECK(!sigaltstack(&s, NULL));
	sigaction(SIGSEGV, &a, NULL);
	sigaction(SIGBUS, &a, NULL);
	for (volatile int i = 0; i < 3; i++) {
		volatile int sig = sigsetjmp(back, 1);

		if (!sig)
			__asm__ volatile("mov %0,%%rsp; movl $1,8" ::"r"(wild[i]) : "memory");
		CHECK(sig == SIGSEGV);
		printf("ok stack %d\n", i);
	}
	return 0;
}
