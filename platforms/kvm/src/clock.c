/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Monotonic time. Under KVM the hypervisor's clock (Linux Documentation,
 * virt/kvm/x86/msr.rst); else the time stamp counter. Its frequency comes from
 * CPUID, or from a reference clock: a rough value from a quarter of a
 * millisecond, spent when somebody first asks for the time, is made better
 * in passing, once 20 ms and once 640 ms have gone by.
 */
#include <uc/arch.h>
#include <uc/plat.h>
#include <uc/pvclock.h>
#include "clock.h"

#define MSR_SYSTEM_TIME 0x4b564d01
#define MSR_WALL_CLOCK  0x4b564d00
#define FEATURE_CLOCKSOURCE2 8
#define NS 1000000000UL
#define ROUGH_NS  250000UL
#define REFINE_NS 20000000UL
#define REFINE_STEP 32
#define REFINE_END  (2 * NS) /* the reference's wraps must stay countable */

struct wall_clock {
	uint32_t version, sec, nsec;
};
struct rate {
	uint64_t tsc, ns; /* the same moment */
	uint64_t mul;     /* ns per tick, 32.32 */
};

static volatile struct uc_pvclock kvm __attribute__((aligned(64)));
static enum { UNKNOWN, KVM, TSC } source;
static struct rate rates[2];
static const struct rate *volatile rate = rates;
static uint64_t refine_ns; /* since the first sample; 0: done */
static struct uc_clock_sample first;
static uint64_t apic_hz = NS; /* KVM's and QEMU's */

/* The highest hypervisor leaf, 0 without a hypervisor; its name in r[1] to r[3]. */
static uint32_t hypervisor(uint32_t r[4])
{
	uc_cpuid(1, 0, r);
	if (!(r[2] & 1U << 31))
		return 0;
	uc_cpuid(0x40000000, 0, r);
	return r[0];
}

/* TSC frequency by CPUID leaves 0x15 and 0x40000010; 0 if they do not tell. */
static uint64_t told_hz(uint32_t max)
{
	uint32_t r[4];

	if (max >= 0x40000010 && max < 0x40000100) {
		uc_cpuid(0x40000010, 0, r);
		if (r[1])
			apic_hz = r[1] * 1000UL;
		if (r[0])
			return r[0] * 1000UL;
	}
	uc_cpuid(0, 0, r);
	if (r[0] < 0x15)
		return 0;
	uc_cpuid(0x15, 0, r);
	return r[0] && r[1] && r[2] ? (uint64_t)r[2] * r[1] / r[0] : 0;
}

static uint64_t ns_at(const struct rate *r, uint64_t tsc)
{
	return r->ns + (uint64_t)((unsigned __int128)(tsc - r->tsc) * r->mul >> 32);
}

/* From tsc on time goes on at hz, without a jump. */
static void set_rate(uint64_t tsc, uint64_t hz)
{
	struct rate *next = rate == rates ? rates + 1 : rates;

	next->tsc = tsc;
	next->ns = rate->mul ? ns_at(rate, tsc) : 0;
	next->mul = (unsigned __int128)NS * (1UL << 32) / hz;
	uc_barrier();
	rate = next;
}

static void measure(void)
{
	struct uc_clock_sample s;
	const uint64_t hz = UC_CLOCK_REFERENCE_HZ;
	uint64_t ticks;

	uc_clock_reference_start();
	uc_clock_sample(&first);
	do {
		uc_clock_sample(&s);
		ticks = (first.count - s.count) & UC_CLOCK_MASK;
	} while (ticks < hz / (NS / ROUGH_NS));
	set_rate(first.tsc, (unsigned __int128)(s.tsc - first.tsc) * hz / ticks);
	refine_ns = REFINE_NS;
}

static void refine(void)
{
	unsigned long f = uc_irq_save();
	struct uc_clock_sample s;
	const uint64_t hz = UC_CLOCK_REFERENCE_HZ;
	uint64_t ns, ticks, mul;

	uc_clock_sample(&s);
	ns = ((unsigned __int128)(s.tsc - first.tsc) * rate->mul) >> 32;
	if (ns > REFINE_END) {
		first = s; /* nobody asked for too long: begin again */
	} else {
		/* what the rough rate expects tells how often the count wrapped */
		ticks = (unsigned __int128)ns * hz / NS;
		ticks += (int16_t)(first.count - s.count - ticks);
		mul = (unsigned __int128)NS * (1UL << 32) * ticks / hz / (s.tsc - first.tsc);
		if (mul - rate->mul + rate->mul / 32 < rate->mul / 16) {
			set_rate(s.tsc, (unsigned __int128)(s.tsc - first.tsc) * hz / ticks);
			refine_ns *= REFINE_STEP;
			if (refine_ns > REFINE_END)
				refine_ns = 0;
		} else {
			first = s; /* disturbed */
		}
	}
	uc_irq_restore(f);
}

static void init(void)
{
	uint32_t r[4], f[4], max = hypervisor(r);
	uint64_t hz;

	if (max && !memcmp(&r[1], "KVMKVMKVM\0\0\0", 12)) {
		uc_cpuid(0x40000001, 0, f);
		if (f[0] & FEATURE_CLOCKSOURCE2) {
			source = KVM;
			uc_wrmsr(MSR_SYSTEM_TIME, uc_phys((const void *)&kvm) | 1);
			return;
		}
	}
	source = TSC;
	hz = told_hz(max);
	if (hz)
		set_rate(uc_rdtsc(), hz);
	else
		measure();
}

uint64_t uc_plat_monotonic(void)
{
	uint64_t tsc;

	if (uc_unlikely(source == UNKNOWN))
		init();
	if (source == KVM)
		return uc_pvclock_ns(&kvm);
	tsc = uc_rdtsc();
	if (uc_unlikely(refine_ns) &&
	    (uint64_t)((unsigned __int128)(tsc - first.tsc) * rate->mul >> 32) > refine_ns) {
		refine();
		tsc = uc_rdtsc();
	}
	return ns_at(rate, tsc);
}

uint64_t uc_clock_apic_hz(void)
{
	return apic_hz;
}

uint64_t uc_clock_wall(void)
{
	static volatile struct wall_clock wall __attribute__((aligned(4)));

	uc_plat_monotonic();
	if (source != KVM)
		return 0;
	uc_wrmsr(MSR_WALL_CLOCK, uc_phys((const void *)&wall));
	return wall.version & 1 ? 0 : wall.sec * NS + wall.nsec;
}
