/* SPDX-License-Identifier: BSD-3-Clause */
/* Proof that a program runs in the virtual machine, not through the host entry. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

static inline int is_booted(void)
{
	struct utsname u;

	return uname(&u) == 0 && strstr(u.release, "unicore") != NULL;
}

/* Ends the program with status 9 unless it runs booted, or on Linux on purpose. */
static inline void booted(void)
{
	if (getenv("UNICORE_TEST_HOST"))
		return;
	if (!is_booted()) {
		fprintf(stderr, "this program did not boot\n");
		exit(9);
	}
}

#define CHECK(c)                                                               \
	do {                                                                   \
		if (!(c)) {                                                    \
			printf("%s:%d: failed: %s\n", __FILE__, __LINE__, #c); \
			exit(1);                                               \
		}                                                              \
	} while (0)
