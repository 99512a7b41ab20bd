/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints its arguments and what is in the environment as NAME_…. */
#include <string.h>
#include "../../boot/booted.h"

extern char **environ;

int main(int argc, char **argv)
{
	booted();
	for (int i = 1; i < argc; i++)
		printf("argument <%s>\n", argv[i]);
	for (char **e = environ; *e; e++)
		if (!strncmp(*e, "NAME_", 5))
			printf("variable <%s>\n", *e);
	return 0;
}
