/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/random.h>
#include <uc/syscall.h>
#include <uc/thread.h>
#include "internal.h"

#define MOST 0x7ffff000UL

UC_SYSCALL(getrandom, void *buf, size_t n, unsigned flags)
{
	uint8_t chunk[256];
	size_t done = 0;

	if (flags & ~(GRND_NONBLOCK | GRND_RANDOM | GRND_INSECURE) ||
	    (flags & (GRND_RANDOM | GRND_INSECURE)) == (GRND_RANDOM | GRND_INSECURE))
		return -EINVAL;
	n = UC_MIN(n, MOST);
	while (done < n) {
		size_t k = UC_MIN(n - done, sizeof chunk);

		uc_random(chunk, k);
		if (uc_copy_out((char *)buf + done, chunk, k))
			return done ? (long)done : -EFAULT;
		done += k;
		uc_cond_resched();
	}
	memset(chunk, 0, sizeof chunk);
	__asm__ volatile("" ::"r"(chunk) : "memory");
	return done;
}
