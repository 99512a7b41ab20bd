/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include <uc/net.h>

int uc_socket_wait_error(int r, uint64_t timeout)
{
	if (r == -ETIMEDOUT)
		return -EAGAIN;
	/* signal(7): calls with a timeout set are never restarted */
	if (r == -EINTR && !timeout)
		return -UC_ERESTART;
	return r;
}
