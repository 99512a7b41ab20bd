/* SPDX-License-Identifier: BSD-3-Clause */
/* A device's life (VIRTIO 1.1, 3.1): reset, features, ready, stopped. */
#include <uc/virtio_transport.h>

#define ACKNOWLEDGE 1
#define DRIVER      2
#define DRIVER_OK   4
#define FEATURES_OK 8
#define FAILED      128

#define F_ANY_LAYOUT (1ULL << 27)
#define F_EVENT_IDX  (1ULL << 29)
#define F_VERSION_1  (1ULL << 32)
#define OWN_BITS     ((1ULL << 24) - 1) /* the rest is the core's */

/* A device may take its time, but no longer than this many reads. */
#define RESET_READS 1000000

static bool reset(struct uc_virtio *d)
{
	d->ops->set_status(d, 0);
	for (unsigned i = 0; i < RESET_READS; i++)
		if (!d->ops->status(d))
			return true;
	return false;
}

int uc_virtio_start(struct uc_virtio *d, uint64_t wanted, uint64_t *got)
{
	uint64_t offered;

	if (d->broken || d->queues || !reset(d))
		return -EIO;
	d->ops->set_status(d, ACKNOWLEDGE);
	d->ops->set_status(d, ACKNOWLEDGE | DRIVER);
	offered = d->ops->features(d);
	if (!d->legacy && !(offered & F_VERSION_1)) {
		uc_printk("virtio %s: too old a device\n", d->name);
		d->ops->set_status(d, FAILED);
		return -ENOTSUP;
	}
	*got = offered & ((wanted & OWN_BITS) | F_EVENT_IDX | F_ANY_LAYOUT | F_VERSION_1);
	d->event_idx = *got & F_EVENT_IDX;
	d->ops->set_features(d, *got);
	if (d->legacy)
		return 0;
	d->ops->set_status(d, ACKNOWLEDGE | DRIVER | FEATURES_OK);
	if (!(d->ops->status(d) & FEATURES_OK)) {
		uc_printk("virtio %s: features refused\n", d->name);
		d->ops->set_status(d, FAILED);
		return -ENOTSUP;
	}
	return 0;
}

void uc_virtio_ready(struct uc_virtio *d)
{
	d->ops->set_status(d, d->ops->status(d) | DRIVER_OK);
}

void uc_virtio_stop(struct uc_virtio *d)
{
	unsigned long f = uc_irq_save();

	if (!d->broken) {
		d->broken = true;
		if (!reset(d))
			uc_printk("virtio %s: cannot be stopped\n", d->name);
		uc_virtio_used(d);
	}
	uc_irq_restore(f);
}

void uc_virtio_fail(struct uc_virtio *d, const char *why)
{
	if (!d->broken)
		uc_printk("virtio %s: %s; it is not used any more\n", d->name, why);
	uc_virtio_stop(d);
}

bool uc_virtio_broken(const struct uc_virtio *d)
{
	return d->broken;
}

bool uc_virtio_legacy(const struct uc_virtio *d)
{
	return d->legacy;
}

const char *uc_virtio_name(const struct uc_virtio *d)
{
	return d->name;
}
