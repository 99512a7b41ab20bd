/* SPDX-License-Identifier: BSD-3-Clause */
/* exit: 143 */
/* console: ^about to end\n */
/* console: killed by signal 15 \(SIGTERM\) */
/* absent: still here */
/* A signal without a handler ends the machine, and `run` says which. */
#include "booted.h"
#include <signal.h>
#include <unistd.h>

int main(void)
{
	booted();
	puts("about to end");
	kill(getpid(), SIGTERM);
	puts("still here");
	return 0;
}
