/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * What every platform provides. The same names on each platform; the files
 * under platforms/<name>/src are called start, console, clock, irq, power.
 */
#ifndef UC_PLAT_H
#define UC_PLAT_H
#include <uc/arch.h>

struct uc_range {
	uint64_t start, end; /* physical, bytes, [start, end) */
};
/* Filled by the platform before uc_main; ranges page-aligned and usable. */
struct uc_boot_info {
	struct uc_range mem[32];  /* free memory: image, initrd etc. excluded */
	unsigned mem_count;
	struct uc_range initrd;   /* start == end: none */
	const char *cmdline;      /* NUL-terminated, direct map or image */
	uint64_t mem_top;         /* end of physical memory */
	uint64_t mem_later;       /* where the last of mem may end later; 0: where it does */
	uint64_t rsdp;            /* ACPI root pointer, 0 if unknown */
};
extern struct uc_boot_info uc_boot;

/* Console of last resort: synchronous, callable from anywhere. */
void uc_plat_putc(const char *s, size_t n);
/* Input that has arrived; < 0: none. Interrupt wakes uc_console_input. */
int uc_plat_getc(void);
/* Starts delivering console input interrupts to fn. */
void uc_plat_console_listen(uc_irq_fn fn, void *arg);

/* Nanoseconds since boot, monotonic; callable from anywhere. */
uint64_t uc_plat_monotonic(void);
/* Nanoseconds since 1970-01-01 UTC at monotonic 0. */
uint64_t uc_plat_wall_epoch(void);
/* Arms the one-shot event timer for monotonic time t (ns); a later call
 * replaces it; UINT64_MAX disarms. fn was given once to uc_plat_timer_init. */
void uc_plat_timer_init(void (*fn)(void));
void uc_plat_timer_set(uint64_t t);

/* Interrupts must be off: sleeps until one arrives, returns with them on. */
void uc_plat_wait(void);

/* Routes a global system interrupt (I/O APIC pin) to vector; level-triggered
 * ones are masked by flags & 1. */
int uc_plat_irq_route(unsigned gsi, int vector, unsigned flags);
#define UC_IRQ_LEVEL 1
#define UC_IRQ_LOW   2
/* Address and data for a message-signalled interrupt to vector. */
void uc_plat_msi(int vector, uint64_t *address, uint32_t *data);

#define UC_OFF_EXIT   0 /* code: the application's exit status */
#define UC_OFF_SIGNAL 1 /* code: signal number that killed it */
#define UC_OFF_PANIC  2
#define UC_OFF_REBOOT 3
UC_NORETURN void uc_power_off(int kind, int code);

#endif
