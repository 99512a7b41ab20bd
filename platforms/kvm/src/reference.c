/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The clock to measure the time stamp counter against: channel 2 of the interval
 * timer (Intel 8254), which nothing else uses.
 */
#include <uc/arch.h>
#include "clock.h"

#define PIT_COUNT2  0x42
#define PIT_CONTROL 0x43
#define LATCH2      0x80
#define RATE2       0xb4 /* channel 2, both bytes, mode 2, binary */
#define PORT_B      0x61 /* bit 0: gate of channel 2, bit 1: speaker */
#define TRIES       4
#define PATIENCE    10000

static unsigned count(void)
{
	unsigned low;

	uc_outb(PIT_CONTROL, LATCH2);
	low = uc_inb(PIT_COUNT2);
	return low | uc_inb(PIT_COUNT2) << 8;
}

void uc_clock_reference_start(void)
{
	unsigned from, patience = PATIENCE;

	uc_outb(PORT_B, (uc_inb(PORT_B) & ~2) | 1);
	uc_outb(PIT_CONTROL, RATE2);
	uc_outb(PIT_COUNT2, 0); /* 65536 */
	uc_outb(PIT_COUNT2, 0);
	from = count();
	while (count() == from)
		if (!--patience)
			uc_panic("no clock: neither CPUID nor an interval timer tells the frequency");
}

/* The reading that was disturbed least. */
void uc_clock_sample(struct uc_clock_sample *s)
{
	uint64_t best = UINT64_MAX;

	for (int i = 0; i < TRIES; i++) {
		uint64_t before = uc_rdtsc();
		unsigned v = count();
		uint64_t took = uc_rdtsc() - before;

		if (took < best) {
			best = took;
			s->tsc = before + took / 2;
			s->count = v;
		}
	}
}
