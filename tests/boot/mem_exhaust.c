/* SPDX-License-Identifier: BSD-3-Clause */
/* run: -m 64 */
/* console: ok refused */
/* console: out of memory */
/* exit: 135 */
/* A request larger than the machine is refused; touching more than there is ends
 * with SIGBUS and a message, not in silence. */
#include "booted.h"
#include <errno.h>
#include <sys/mman.h>

int main(void)
{
	char *p;

	booted();
	errno = 0;
	CHECK(!malloc(1UL << 30) && errno == ENOMEM);
	CHECK(mmap(NULL, 1UL << 30, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED);
	CHECK(errno == ENOMEM);
	puts("ok refused");
	fflush(stdout);
	p = mmap(NULL, 256 << 20, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
	CHECK(p != MAP_FAILED);
	for (size_t i = 0; i < 256 << 20; i += 4096)
		p[i] = 1;
	puts("not reached");
	return 0;
}
