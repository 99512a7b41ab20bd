/* SPDX-License-Identifier: BSD-3-Clause */
/* Wall time from the CMOS clock (Motorola MC146818), which runs on UTC. */
#include <uc/arch.h>
#include <uc/plat.h>
#include "clock.h"

static uint8_t cmos(uint8_t reg)
{
	uc_outb(0x70, reg | 0x80);
	return uc_inb(0x71);
}

static unsigned decimal(uint8_t v, bool bcd)
{
	return bcd ? (v >> 4) * 10 + (v & 15) : v;
}

static uint64_t seconds(unsigned y, unsigned m, unsigned d, unsigned h, unsigned min, unsigned s)
{
	/* days since 1970-03-01-based eras, with the year beginning in March */
	unsigned yy = m <= 2 ? y - 1 : y, mm = m <= 2 ? m + 9 : m - 3;
	int64_t days = 365L * yy + yy / 4 - yy / 100 + yy / 400 + (153 * mm + 2) / 5 + d - 1 - 719468;

	return ((days * 24 + h) * 60 + min) * 60 + s;
}

static uint64_t read_epoch(void)
{
	uint8_t r[6], again[6];
	static const uint8_t regs[6] = {0, 2, 4, 7, 8, 9};
	bool bcd;
	unsigned tries = 0;
	uint64_t s = uc_clock_wall();

	if (s)
		return s;
	do {
		for (unsigned i = 0; i < 6; i++)
			r[i] = cmos(regs[i]);
		for (unsigned i = 0; i < 6; i++)
			again[i] = cmos(regs[i]);
	} while (memcmp(r, again, 6) && ++tries < 10);
	bcd = !(cmos(0x0b) & 4);
	if (r[5] == 0xff || !r[4] || !r[3])
		return 0; /* no clock there */
	s = seconds(2000 + decimal(r[5], bcd), decimal(r[4], bcd), decimal(r[3], bcd),
		    decimal(r[2] & 0x7f, bcd), decimal(r[1], bcd), decimal(r[0], bcd));
	return s * 1000000000 - uc_plat_monotonic();
}

/* The chip is slow and counts whole seconds: it is read once. */
uint64_t uc_plat_wall_epoch(void)
{
	static uint64_t epoch;
	static bool known;

	if (!known) {
		epoch = read_epoch();
		known = true;
	}
	return epoch;
}
