/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Has Xen find a selector that it cannot load when it goes on with the guest: %es is loaded
 * with a segment of a local descriptor table of our own, which then is there no more (Xen,
 * xen/xen.h: MMUEXT_SET_LDT, update_descriptor). Prints "ready" first. What Xen interrupts
 * is the application, in a loop; or, with the argument "kernel", the monitor in a hypercall.
 */
#define _GNU_SOURCE
#include <signal.h>
#include <ucontext.h>
#include "../../boot/booted.h"

#define PAGE       4096
#define DIRECT     0xffff880000000000UL
#define DATA       0x00cff3000000ffffUL /* flat, for user mode, accessed */
#define SELECTOR   0xf                  /* the second of the local table's, for user mode */
#define SET_LDT    13
#define POLL       3
#define UPDATE_DESCRIPTOR 10
#define MMUEXT_OP  26
#define SCHED_OP   29
#define DOMID_SELF 0x7ff0

long uc_hypercall(long, long, long, long, long, unsigned);
void uc_pv_protect_table(uintptr_t va, uint64_t pa);
extern uint64_t *uc_pv_p2m;
extern volatile uint8_t uc_pv_shared[]; /* the second byte masks events */

static uint64_t table[PAGE / 8] __attribute__((aligned(PAGE))) = {0, DATA};
extern char loop[], loop_end[];
static volatile int came;

static void on_fault(int sig, siginfo_t *info, void *context)
{
	greg_t *at = &((ucontext_t *)context)->uc_mcontext.gregs[REG_RIP];

	came = sig == SIGSEGV && info->si_code == SI_KERNEL && *at >= (greg_t)loop && *at < (greg_t)loop_end;
	*at = (greg_t)loop_end;
}

/* As Xen wants it: mapped nowhere so that we could write to it. In the image, a page's
 * physical address is its own. */
static void load(void)
{
	uint64_t pa = (uintptr_t)table;
	struct {
		unsigned cmd;
		uint64_t address, entries;
	} set = {SET_LDT, (uintptr_t)table, 2};

	uc_pv_protect_table((uintptr_t)table, pa);
	uc_pv_protect_table(DIRECT + pa, pa);
	CHECK(!uc_hypercall((long)&set, 1, 0, DOMID_SELF, 0, MMUEXT_OP));
	__asm__ volatile("mov %0,%%es" : : "r"(SELECTOR));
}

static long take_away(void)
{
	uint64_t at = uc_pv_p2m[(uintptr_t)table / PAGE] * PAGE + 8;

	return uc_hypercall(at, 0, 0, 0, 0, UPDATE_DESCRIPTOR);
}

int main(int argc, char **argv)
{
	struct sigaction a = {.sa_sigaction = on_fault, .sa_flags = SA_SIGINFO};
	struct {
		const void *ports;
		unsigned count;
		uint64_t timeout;
	} poll = {0};
	long e;

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	CHECK(!sigaction(SIGSEGV, &a, NULL));
	load();
	puts("ready");
	uc_pv_shared[1] = 1; /* nothing else interrupts */
	e = take_away();
	while (!e && argc > 1 && !strcmp(argv[1], "kernel"))
		uc_hypercall(POLL, (long)&poll, 0, 0, 0, SCHED_OP);
	if (!e)
		__asm__ volatile("loop: pause; jmp loop; loop_end:" ::: "memory");
	uc_pv_shared[1] = 0;
	CHECK(!e && came);
	puts("ok failsafe");
	return 0;
}
