/* SPDX-License-Identifier: BSD-3-Clause */
/* cflags: -ffreestanding */
/* console: ok nobody */
/* exit: 5 */
/* No C library, and none of its own: a file's bytes come back, through the kernel. */
#include <uc/call.h>

#define O_RDWR  2
#define O_CREAT 0100

static char in[4096], out[4096];

int main(void)
{
	long fd = uc_call(open, "/file", O_RDWR | O_CREAT, 0600);

	for (unsigned i = 0; i < sizeof out; i++)
		out[i] = i * 7 + (i >> 8);
	if (fd < 0 || uc_call(write, fd, out, sizeof out) != sizeof out || uc_call(lseek, fd, 0, 0) ||
	    uc_call(read, fd, in, sizeof in) != sizeof in)
		return 1;
	for (unsigned i = 0; i < sizeof in; i++)
		if (in[i] != out[i])
			return 2;
	uc_call(write, 1, "ok nobody\n", 10);
	return 5;
}
