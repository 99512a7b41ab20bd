/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the 9P client and what carries its messages. */
#ifndef UC_P9_H
#define UC_P9_H
#include <uc/thread.h>

#define UC_P9_LANES 4
struct uc_p9_channel {
	size_t max;     /* bytes of a message, either way */
	unsigned lanes; /* up to UC_P9_LANES, of which none waits for another */
	/*
	 * Sends a request and waits for the answer, which is put into reply, of
	 * max bytes. Its length, or -EIO when there will be no answers any more.
	 * The caller makes one call of a lane at a time, with a tag that is the lane's
	 * number modulo lanes (QEMU's back end answers there).
	 */
	ssize_t (*call)(struct uc_p9_channel *, unsigned lane, const void *request, size_t n, void *reply);
	void (*close)(struct uc_p9_channel *);
};
/* Member type of class "p9_transport". */
struct uc_p9_transport {
	const char *name;
	/* The channel with this tag, for the caller alone. 0, -ENODEV, -EBUSY … */
	int (*open)(const char *tag, struct uc_p9_channel **c);
};
UC_DECLARE_CLASS(p9_transport);
#endif
