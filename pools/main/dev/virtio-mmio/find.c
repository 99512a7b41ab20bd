/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The command line says where devices are, in the form of Linux's kernel
 * parameters: virtio_mmio.device=SIZE[KMG]@ADDRESS:INTERRUPT[:ID]. Nothing
 * else is touched.
 */
#include <uc/cmdline.h>
#include <uc/heap.h>
#include <uc/vm.h>
#include "internal.h"

static struct uc_virtio_mmio *devices;

static bool parse(const char *s, uint64_t *size, uint64_t *address, uint64_t *gsi)
{
	const char *end;
	unsigned shift = 0;

	*size = uc_strtou(s, &end);
	switch (*end | 0x20) {
	case 'g': shift += 10; /* fall through */
	case 'm': shift += 10; /* fall through */
	case 'k': shift += 10; end++;
	}
	if (end == s || *end != '@' || *size > 1 << 20)
		return false;
	*size <<= shift;
	s = end + 1;
	*address = uc_strtou(s, &end);
	if (end == s || *end != ':')
		return false;
	s = end + 1;
	*gsi = uc_strtou(s, &end);
	return end != s && (!*end || *end == ':') && *gsi < 1024 &&
	       *size >= SIZE_LEAST && *size <= 1 << 20 && !(*address & 3) &&
	       *address <= (1UL << 36) - *size; /* no processor has fewer bits */
}

/* A transport without a device behind it has type 0. */
static bool identify(struct uc_virtio_mmio *m)
{
	uint32_t version;

	if (rd(m, R_MAGIC) != MAGIC)
		return false;
	version = rd(m, R_VERSION);
	m->v.type = rd(m, R_DEVICE);
	m->v.legacy = version == 1;
	return m->v.type && (version == 1 || version == 2);
}

static void add(const char *word)
{
	static struct uc_virtio_mmio **last = &devices;
	uint64_t size, address, gsi;
	struct uc_virtio_mmio *m;

	if (!parse(word, &size, &address, &gsi)) {
		uc_printk("virtio_mmio.device=%s: not understood\n", word);
		return;
	}
	for (m = devices; m; m = m->next)
		if (address < m->address + m->size && m->address < address + size)
			return; /* said twice, perhaps by loader and user: the first counts */
	m = uc_zalloc(sizeof *m);
	if (!m)
		return;
	m->regs = uc_vm_map_device(address, size);
	if (!m->regs || !identify(m)) {
		uc_free(m);
		return;
	}
	m->v.ops = &uc_virtio_mmio_ops;
	uc_snprintf(m->v.name, sizeof m->v.name, "mmio %#lx", address);
	m->address = address;
	m->size = size;
	m->gsi = gsi;
	*last = m;
	last = &m->next;
}

static struct uc_virtio *find(unsigned type, unsigned index)
{
	static bool looked;

	if (!looked) {
		looked = true;
		for (const char *w = NULL; (w = uc_cmdline_next("virtio_mmio.device", w));)
			add(w);
	}
	for (struct uc_virtio_mmio *m = devices; m; m = m->next)
		if (m->v.type == type && !index--)
			return &m->v;
	return NULL;
}

const struct uc_virtio_transport uc_virtio_mmio = {"mmio", find};
