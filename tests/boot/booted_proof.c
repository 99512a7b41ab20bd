/* SPDX-License-Identifier: BSD-3-Clause */
/* args: one "two three" */
/* run: --append "COLOUR=green" */
/* console: ok booted */
/* Arguments, environment, and the proof that the other tests build on. */
#include "booted.h"

int main(int argc, char **argv)
{
	CHECK(is_booted());
	CHECK(argc == 3);
	CHECK(!strcmp(argv[1], "one") && !strcmp(argv[2], "two three"));
	CHECK(getenv("COLOUR") && !strcmp(getenv("COLOUR"), "green"));
	puts("ok booted");
	return 0;
}
