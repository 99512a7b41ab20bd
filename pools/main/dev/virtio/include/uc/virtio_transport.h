/* SPDX-License-Identifier: BSD-3-Clause */
/* Between the virtio core and its transports. */
#ifndef UC_VIRTIO_TRANSPORT_H
#define UC_VIRTIO_TRANSPORT_H
#include <uc/virtio.h>

struct uc_virtio_transport {
	const char *name;
	/* The index-th device of the type, or NULL. */
	struct uc_virtio *(*find)(unsigned type, unsigned index);
};
UC_DECLARE_CLASS(virtio_transport);

struct uc_virtio_ops {
	uint8_t (*status)(struct uc_virtio *);
	void (*set_status)(struct uc_virtio *, uint8_t);
	uint64_t (*features)(struct uc_virtio *);
	void (*set_features)(struct uc_virtio *, uint64_t);
	/* One register of n = 1, 2 or 4 bytes; beyond the end reads as 0. */
	uint32_t (*config)(struct uc_virtio *, unsigned offset, unsigned n);
	uint32_t (*generation)(struct uc_virtio *);
	/* Descriptors of the queue, 0: there is no such queue. */
	unsigned (*queue_max)(struct uc_virtio *, unsigned index);
	/* Gives the queue to the device, sets its notify address and routes its
	 * interrupt if it has a function. 0 or -errno. */
	int (*queue_start)(struct uc_virtio *, struct uc_virtq *);
};

struct uc_virtio {
	const struct uc_virtio_ops *ops;
	char name[24];
	unsigned type;
	bool legacy;
	bool event_idx; /* negotiated */
	bool broken;
	bool irq_routed; /* the transport's */
	struct uc_virtq *queues;
};

/* Layout: VIRTIO 1.1, 2.6. */
struct uc_virtq_desc {
	uint64_t addr;
	uint32_t len;
	uint16_t flags, next;
};
#define UC_VIRTQ_NEXT  1
#define UC_VIRTQ_WRITE 2
struct uc_virtq_avail {
	uint16_t flags, idx;
	uint16_t ring[]; /* used_event follows */
};
struct uc_virtq_used {
	uint16_t flags, idx;
	struct uc_virtq_elem {
		uint32_t id, len;
	} ring[]; /* avail_event follows */
};
/* What the core knows of the descriptor with the same index; the device's copy
 * is never read. */
struct uc_virtq_slot {
	void *cookie;    /* of a head that the device has, else NULL */
	uint32_t room;   /* of a head: bytes the device may write */
	uint16_t count;  /* of a head: descriptors of the buffer */
	uint16_t last;   /* of a head: its last descriptor */
	uint16_t next;   /* in the buffer or on the free list */
};

struct uc_virtq {
	struct uc_virtio *dev;
	struct uc_virtq_desc *desc;
	volatile struct uc_virtq_avail *avail;
	volatile struct uc_virtq_used *used;
	volatile uint16_t *used_event, *avail_event;
	volatile void *notify;
	bool notify16;   /* the register is 16 bits wide */
	bool event_idx;
	uint16_t index, mask;
	uint16_t free, free_count;
	uint16_t pending;   /* buffers that the device has */
	uint16_t added, kicked; /* values of avail->idx */
	uint16_t seen;      /* of used->idx */
	uc_irq_fn fn;
	void *arg;
	struct uc_virtq *next; /* of the same device */
	struct uc_virtq_slot slot[];
};

/* The ring's memory: bytes for size descriptors, in the layout that devices
 * before version 1 want, which is also a valid one since. */
#define UC_VIRTQ_ALIGN 4096
static inline size_t uc_virtq_used_offset(unsigned size)
{
	return UC_ALIGN_UP(size * sizeof(struct uc_virtq_desc) + 6 + 2 * size,
			   (size_t)UC_VIRTQ_ALIGN);
}
static inline size_t uc_virtq_bytes(unsigned size)
{
	return uc_virtq_used_offset(size) + 6 + 8 * size;
}

/* Runs the interrupt functions of all the device's queues. */
static inline void uc_virtio_used(struct uc_virtio *d)
{
	for (struct uc_virtq *q = d->queues; q; q = q->next)
		if (q->fn)
			q->fn(q->arg);
}
#endif
