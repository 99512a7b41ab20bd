/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints a line five times a second until it is told to end; or, with an argument,
 * faults after the second one. */
#include <signal.h>
#include <stdio.h>
#include <time.h>
#include "../../boot/booted.h"

static volatile sig_atomic_t over;

static void end(int signal)
{
	(void)signal;
	over = 1;
}

int main(int argc, char **argv)
{
	struct timespec nap = {.tv_nsec = 200000000}, before, now;

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	signal(SIGTERM, end);
	clock_gettime(CLOCK_MONOTONIC, &before);
	for (int n = 1; !over; n++) {
		printf("tick %d\n", n);
		if (n == 2 && argc > 1)
			*(volatile char *)argc = **argv;
		nanosleep(&nap, NULL);
		clock_gettime(CLOCK_MONOTONIC, &now);
		if (now.tv_sec < before.tv_sec ||
		    (now.tv_sec == before.tv_sec && now.tv_nsec <= before.tv_nsec))
			puts("back in time");
		before = now;
	}
	puts("told to end");
	return 3;
}
