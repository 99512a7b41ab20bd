/* SPDX-License-Identifier: BSD-3-Clause */
/* console: fork \(\d+\) is not implemented|clone.*not implemented|fork.*not */
/* console: system call clone \(56\) is not implemented */
/* console: ok enosys */
/* What one address space cannot give answers ENOSYS, and is named once. */
#include "booted.h"
#include <errno.h>
#include <spawn.h>
#include <unistd.h>

int main(void)
{
	booted();
	for (int i = 0; i < 3; i++) {
		errno = 0;
		CHECK(fork() == -1 && errno == ENOSYS);
	}
	errno = 0;
	CHECK(execl("/bin/true", "true", (char *)NULL) == -1 && errno == ENOSYS);
	CHECK(posix_spawn(&(pid_t){0}, "/bin/true", NULL, NULL, (char *[]){"true", NULL}, NULL) == ENOSYS);
	puts("ok enosys");
	return 0;
}
