/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Monotonic time. Under KVM the hypervisor's clock (Linux Documentation,
 * virt/kvm/x86/msr.rst); else the time stamp counter, whose frequency CPUID
 * tells or a quarter of a millisecond against a clock of known frequency, spent
 * when somebody first asks for the time.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include "apic.h"
#include "clock.h"

#define MSR_SYSTEM_TIME 0x4b564d01
#define MSR_WALL_CLOCK  0x4b564d00
#define FEATURE_CLOCKSOURCE2 8
#define SAMPLE_NS 250000
#define PIT_HZ 1193182 /* Intel 8254 as PCs drive it */

struct system_time {
	uint32_t version, pad;
	uint64_t tsc, ns;
	uint32_t mul;
	int8_t shift;
	uint8_t flags, pad2[2];
};

static volatile struct system_time kvm __attribute__((aligned(64)));
static enum { UNKNOWN, KVM, TSC } source;
static uint64_t tsc0, apic_hz;
static uint64_t mul; /* ns per tick, 32.32 */

static bool hypervisor(const char *name, uint32_t *max)
{
	uint32_t r[4];

	uc_cpuid(1, 0, r);
	if (!(r[2] & 1U << 31))
		return false;
	uc_cpuid(0x40000000, 0, r);
	*max = r[0];
	return !memcmp(&r[1], name, 12);
}

/* TSC frequency by CPUID leaves 0x15 and 0x40000010; 0 if they do not tell. */
static uint64_t told_hz(void)
{
	uint32_t r[4], max = 0;

	uc_cpuid(0, 0, r);
	if (r[0] >= 0x15) {
		uc_cpuid(0x15, 0, r);
		if (r[0] && r[1] && r[2])
			return (uint64_t)r[2] * r[1] / r[0];
	}
	hypervisor("", &max);
	if (max >= 0x40000010 && max < 0x40000100) {
		uc_cpuid(0x40000010, 0, r);
		return (uint64_t)r[0] * 1000;
	}
	return 0;
}

static unsigned pit(void)
{
	unsigned low;

	uc_outb(0x43, 0x80); /* latch channel 2 */
	low = uc_inb(0x42);
	return low | uc_inb(0x42) << 8;
}

static void pit_start(void)
{
	uc_outb(0x61, (uc_inb(0x61) & ~2) | 1); /* gate on, speaker off */
	uc_outb(0x43, 0xb4);                    /* channel 2, rate generator */
	uc_outb(0x42, 0xff);
	uc_outb(0x42, 0xff);
}

/* One reading of the reference with the TSC halfway through it. */
static uint64_t sample(bool apic, uint64_t *tsc)
{
	uint64_t best = UINT64_MAX, value = 0;

	for (int i = 0; i < 4; i++) {
		uint64_t before = uc_rdtsc(), v = apic ? *uc_lapic(LAPIC_CURRENT) : pit();
		uint64_t after = uc_rdtsc();

		if (after - before < best) {
			best = after - before;
			*tsc = before + best / 2;
			value = v;
		}
	}
	return value;
}

static uint64_t measured_hz(bool apic)
{
	uint64_t hz = apic ? apic_hz : PIT_HZ, a, b, ticks, from, to;

	if (apic) {
		*uc_lapic(LAPIC_DIVIDE) = 0xb;
		*uc_lapic(LAPIC_TIMER) = LAPIC_MASKED;
		*uc_lapic(LAPIC_INITIAL) = 0xffffffff;
	} else {
		pit_start();
	}
	a = sample(apic, &from);
	do {
		b = sample(apic, &to);
		ticks = (a - b) & (apic ? 0xffffffff : 0xffff);
	} while (ticks < hz / 1000 * SAMPLE_NS / 1000000);
	if (apic)
		*uc_lapic(LAPIC_INITIAL) = 0;
	return (unsigned __int128)(to - from) * hz / ticks;
}

static void init(void)
{
	uint32_t r[4], max = 0;
	uint64_t hz;

	apic_hz = 1000000000; /* KVM's and QEMU's */
	tsc0 = uc_rdtsc();
	if (hypervisor("KVMKVMKVM\0\0\0", &max)) {
		uc_cpuid(0x40000001, 0, r);
		if (r[0] & FEATURE_CLOCKSOURCE2) {
			source = KVM;
			uc_wrmsr(MSR_SYSTEM_TIME, uc_phys((const void *)&kvm) | 1);
			return;
		}
	}
	hz = told_hz();
	if (!hz)
		hz = measured_hz(hypervisor("TCGTCGTCGTCG", &max));
	mul = (unsigned __int128)1000000000 * (1UL << 32) / hz;
	source = TSC;
}

static uint64_t kvm_time(void)
{
	uint64_t delta, ns;
	uint32_t version;

	do {
		version = kvm.version;
		uc_barrier();
		delta = uc_rdtsc() - kvm.tsc;
		delta = kvm.shift >= 0 ? delta << kvm.shift : delta >> -kvm.shift;
		ns = kvm.ns + (uint64_t)((unsigned __int128)delta * kvm.mul >> 32);
		uc_barrier();
	} while (version & 1 || version != kvm.version);
	return ns;
}

uint64_t uc_plat_monotonic(void)
{
	if (uc_unlikely(source == UNKNOWN))
		init();
	if (source == KVM)
		return kvm_time();
	return (unsigned __int128)(uc_rdtsc() - tsc0) * mul >> 32;
}

uint64_t uc_clock_apic_hz(void)
{
	if (source == UNKNOWN)
		init();
	return apic_hz;
}
