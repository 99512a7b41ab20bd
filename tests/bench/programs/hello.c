/* SPDX-License-Identifier: BSD-3-Clause */
#include <stdio.h>

int main(void)
{
	printf("hello, %s\n", "world");
	return 0;
}
