/* SPDX-License-Identifier: BSD-3-Clause */
/* Repeats what it reads, until "end". */
#include <string.h>
#include "../../boot/booted.h"

int main(int argc, char **argv)
{
	char line[100];

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (int i = 1; i < argc; i++)
		printf("argument <%s>\n", argv[i]);
	puts("ready");
	while (fgets(line, sizeof line, stdin)) {
		line[strcspn(line, "\r\n")] = 0;
		if (!strcmp(line, "end"))
			return 4;
		printf("got <%s>\n", line);
	}
	return 1;
}
