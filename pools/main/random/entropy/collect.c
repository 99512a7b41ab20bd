/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Where randomness comes from: the hypervisor's device, the processor, and the
 * time that things take. All that is there goes in; only when neither of the
 * first two gave anything does the third have to carry the seed, and the
 * console says so.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/rdrand.h>
#include <uc/seed.h>

#define SEED 32
/* Intel SDM volume 2, CPUID; 10 tries: volume 1, 7.3.17. */
#define CPUID_7_EBX_RDSEED (1u << 18)
#define TRIES 10

static bool rdseed(uint64_t *v)
{
	unsigned char ok = 0;

	for (int i = 0; i < TRIES && !ok; i++)
		__asm__ volatile("rdseed %0; setc %1; pause" : "=r"(*v), "=qm"(ok)::"cc");
	return ok;
}

static size_t processor(void (*stir)(const void *, size_t))
{
	uint64_t v[SEED / 8];
	uint32_t r[4], max[4];
	bool have_rdseed = false, have_rdrand;
	size_t n = 0;

	uc_cpuid(0, 0, max);
	have_rdrand = uc_has_rdrand();
	if (max[0] >= 7) {
		uc_cpuid(7, 0, r);
		have_rdseed = r[1] & CPUID_7_EBX_RDSEED;
	}
	while (n < UC_ARRAY_SIZE(v) &&
	       ((have_rdseed && rdseed(&v[n])) || (have_rdrand && uc_rdrand(&v[n]))))
		n++;
	/* a broken one is known to return the same all the time */
	if (n < 2 || v[0] == v[1])
		return 0;
	stir(v, n * 8);
	return n * 8;
}

static size_t devices(void (*stir)(const void *, size_t))
{
	size_t sum = 0;

	for (const void *const *m = UC_MEMBERS(entropy); *m; m++) {
		const struct uc_entropy *e = *m;
		uint8_t buf[SEED];
		size_t n = UC_MIN(e->get(buf, sizeof buf), sizeof buf);

		stir(buf, n);
		sum += n;
	}
	return sum;
}

/* How long a few hundred dependent reads of memory take varies with caches,
 * interrupts and the host; 2048 differences for 256 bits leave a margin. */
static void jitter(void (*stir)(const void *, size_t))
{
	static uint32_t walk[256];
	uint32_t at = 0;

	for (int i = 0; i < 64; i++) {
		uint32_t d[32];

		for (unsigned k = 0; k < UC_ARRAY_SIZE(d); k++) {
			uint64_t t = uc_rdtsc();

			for (int j = 0; j < 64; j++) {
				walk[at & 255] += t + at;
				at = at * 1664525 + 1013904223 + walk[(at >> 8) & 255];
			}
			d[k] = uc_rdtsc() - t;
		}
		stir(d, sizeof d);
	}
}

void uc_random_collect(void (*stir)(const void *, size_t), bool first)
{
	uint64_t when[3] = {uc_rdtsc(), uc_plat_monotonic(), first ? uc_plat_wall_epoch() : 0};
	size_t n;

	stir(when, sizeof when);
	n = processor(stir);
	n += devices(stir);
	if (!first || n >= SEED)
		return;
	jitter(stir);
	uc_printk("no random source: seeding from timing alone (add a virtio-rng device)\n");
}

void uc_random_moment(void (*stir)(const void *, size_t))
{
	uint64_t when = uc_rdtsc();

	stir(&when, sizeof when);
}
