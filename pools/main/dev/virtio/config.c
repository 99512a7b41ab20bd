/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/virtio_transport.h>

uint8_t uc_virtio_config8(struct uc_virtio *d, unsigned offset)
{
	return d->ops->config(d, offset, 1);
}

uint16_t uc_virtio_config16(struct uc_virtio *d, unsigned offset)
{
	return d->ops->config(d, offset, 2);
}

uint32_t uc_virtio_config32(struct uc_virtio *d, unsigned offset)
{
	return d->ops->config(d, offset, 4);
}

/* VIRTIO 1.1, 2.4.1: the generation tells whether two reads belong together;
 * a device that changes it for ever is not waited for. */
uint64_t uc_virtio_config64(struct uc_virtio *d, unsigned offset)
{
	uint64_t v = 0;

	for (int i = 0; i < 16; i++) {
		uint32_t g = d->ops->generation(d);

		v = d->ops->config(d, offset, 4);
		v |= (uint64_t)d->ops->config(d, offset + 4, 4) << 32;
		if (g == d->ops->generation(d))
			break;
	}
	return v;
}
