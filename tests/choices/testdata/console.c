/* SPDX-License-Identifier: BSD-3-Clause */
/* Prints, repeats what is typed until "end", panics. */
#include "../../boot/kernel.h"
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

void uc_panic(const char *fmt, ...);

static long end(void)
{
	uc_panic("%s failed, says the program", "assertion");
	return 0;
}

int main(void)
{
	static char line[4096];
	struct termios t;

	booted();
	CHECK(!tcgetattr(0, &t));
	t.c_lflag &= ~ECHO;
	CHECK(!tcsetattr(0, TCSANOW, &t));
	for (int i = 0; i < 4000; i++)
		printf("\nline %d", i);
	printf("\n4000 lines\n");
	fflush(stdout);
	while (fgets(line, sizeof line, stdin)) {
		size_t n = strcspn(line, "\n");

		line[n] = 0;
		printf("got %zu: %s\n", n, line);
		fflush(stdout);
		if (!strcmp(line, "end"))
			break;
	}
	return enter_kernel(end) & 0;
}
