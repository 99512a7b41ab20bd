/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by clock.c and timer.c. */
uint64_t uc_clock_apic_hz(void);
