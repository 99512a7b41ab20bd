/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by clock.c, reference.c, rtc.c and timer.c. */
struct uc_clock_sample {
	uint64_t tsc, count;
};
#define UC_CLOCK_MASK 0xffff

/* A clock of this frequency that counts down, 16 bits of it. */
#define UC_CLOCK_REFERENCE_HZ 1193182
void uc_clock_reference_start(void);
/* Reads it, and the time stamp counter at that moment. */
void uc_clock_sample(struct uc_clock_sample *s);

uint64_t uc_clock_apic_hz(void);
/* Wall time at monotonic 0 as the hypervisor tells it, in ns; 0 if none does. */
uint64_t uc_clock_wall(void);
