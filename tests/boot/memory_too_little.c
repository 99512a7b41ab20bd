/* SPDX-License-Identifier: BSD-3-Clause */
/* run: --qemu-arg=-m --qemu-arg=4M */
/* exit: 134 */
/* console: panic: too little memory: the image takes \d+ KiB, and there are (3968|4096) */
/* absent: not reached */
/* The image ends where no memory is, and the machine was not started by `unicore
 * run`, which would have known: it says so before it uses any of that. */
#include "booted.h"

static char big[8 << 20];

int main(int argc, char **argv)
{
	big[argc] = argv[0][0];
	printf("not reached %d\n", big[1]);
	return 0;
}
