/* SPDX-License-Identifier: BSD-3-Clause */
/* config: LIB_CONSOLE_NONE=y */
/* absent: . */
/* exit: 42 */
/* Nobody hears it, and nobody waits: the program ends with its status. */
#include "../../boot/booted.h"
#include <unistd.h>

int main(void)
{
	booted();
	for (int i = 0; i < 10000; i++)
		CHECK(puts("nobody sees this line") >= 0);
	CHECK(write(2, "nor this", 8) == 8);
	return 42;
}
