/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VIRTIO 1.1, 5.4. One request is always under way, so that a reseed finds
 * its bytes there; only the first one waits, a few milliseconds at most.
 */
#include <uc/plat.h>
#include <uc/random.h>
#include <uc/virtio.h>

#define PATIENCE 5000000 /* ns */

static struct uc_virtq *queue;
static uint8_t buffer[64];

static void request(void)
{
	struct uc_sg sg = {uc_phys(buffer), sizeof buffer};

	if (!uc_virtq_add(queue, &sg, 0, 1, buffer))
		uc_virtq_kick(queue);
}

static bool start(void)
{
	static bool tried;
	struct uc_virtio *d;
	uint64_t got;

	if (tried)
		return queue;
	tried = true;
	d = uc_virtio_find(UC_VIRTIO_RNG, 0);
	if (!d || uc_virtio_start(d, 0, &got))
		return false;
	queue = uc_virtq_new(d, 0, 2, NULL, NULL);
	if (!queue) {
		uc_virtio_stop(d);
		return false;
	}
	uc_virtio_ready(d);
	request();
	return true;
}

static size_t get(void *buf, size_t n)
{
	uint64_t until;
	uint32_t len;

	if (!start())
		return 0;
	until = uc_plat_monotonic() + PATIENCE;
	while (!uc_virtq_get(queue, &len)) {
		if (uc_plat_monotonic() > until)
			return 0;
		__asm__ volatile("pause");
	}
	n = UC_MIN(n, (size_t)len);
	memcpy(buf, buffer, n);
	memset(buffer, 0, sizeof buffer);
	request();
	return n;
}

const struct uc_entropy uc_virtio_rng = {"virtio-rng", get};
