/* SPDX-License-Identifier: BSD-3-Clause */
/* For each line with a number: writes to so many MiB, then says how many are free. */
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/sysinfo.h>
#include "../../boot/booted.h"

#define PAGE 4096

static void use(size_t size)
{
	unsigned char *p = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	CHECK(p != MAP_FAILED);
	for (size_t i = 0; i < size; i += PAGE)
		*(size_t *)(p + i) = i;
	for (size_t i = 0; i < size; i += PAGE)
		CHECK(*(size_t *)(p + i) == i);
	CHECK(!munmap(p, size));
}

/* Of a PV guest's: a page in which faults are mended, below which is other data. */
extern char uc_pv_monitor_stack[] __attribute__((weak));

static void look_at_monitor(void)
{
	size_t unused = 0;

	if (!uc_pv_monitor_stack)
		return;
	while (unused < PAGE && !uc_pv_monitor_stack[(long)unused - PAGE])
		unused++;
	printf("monitor: %zu of %d bytes were never used\n", unused, PAGE);
	CHECK(unused >= PAGE / 4);
}

int main(void)
{
	char line[100];
	struct sysinfo s;

	booted();
	setvbuf(stdout, NULL, _IOLBF, 0);
	puts("ready");
	while (fgets(line, sizeof line, stdin)) {
		size_t size = strtoul(line, NULL, 10) << 20;

		if (size)
			use(size);
		look_at_monitor();
		CHECK(!sysinfo(&s));
		printf("free %lu\n", s.freeram * s.mem_unit >> 20);
	}
	return 1;
}
