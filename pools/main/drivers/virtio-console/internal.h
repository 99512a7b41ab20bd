/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_VIRTIO_CONSOLE_INTERNAL_H
#define UC_VIRTIO_CONSOLE_INTERNAL_H
#include <uc/vfs.h>
#include <uc/virtio.h>

#define BUFFERS 8 /* of a page together */
#define BUFFER  (UC_PAGE_SIZE / BUFFERS)

struct console {
	struct uc_device node;
	char name[8];
	struct uc_virtio *virtio;
	struct uc_virtq *rx, *tx;
	bool sized;              /* the device knows its window */
	char *in, *out;          /* a page each */
	/* what arrived: buffers in order, from `first` on */
	struct {
		char *data;
		unsigned len;
	} full[BUFFERS];
	unsigned first, count;
	bool sending;            /* out is the device's */
	struct uc_waitq q;
};
void uc_hvc_interrupt(void *arg);
void uc_hvc_post(struct console *c, char *buffer);

extern const struct uc_file_ops uc_hvc_ops;
#endif
