/* SPDX-License-Identifier: BSD-3-Clause */
/* The files about the machine. */
#include <uc/cmdline.h>
#include <uc/page.h>
#include <uc/plat.h>
#include <uc/random.h>
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/usage.h>
#include "internal.h"

#define RELEASE "5.10.0-unicore" /* as uname(2) answers */
#define TICK 10000000

void uc_show_meminfo(struct text *t)
{
	struct uc_page_stats s;

	uc_page_stats(&s);
	unsigned long total = s.total * 4, free = s.free * 4;
	uc_text(t, "MemTotal:       %8lu kB\nMemFree:        %8lu kB\n"
		   "MemAvailable:   %8lu kB\nBuffers:        %8u kB\n"
		   "Cached:         %8u kB\nSwapTotal:      %8u kB\n"
		   "SwapFree:       %8u kB\n", total, free, free, 0, 0, 0, 0);
}

static void append(char *s, const uint32_t *r, unsigned n)
{
	memcpy(s, r, n * 4);
	s[n * 4] = 0;
}

static const struct {
	uint8_t leaf, reg, bit; /* CPUID leaf; 0 eax … 3 edx */
	char name[12];
} flags[] = {
	{1, 3, 0, "fpu"}, {1, 3, 4, "tsc"}, {1, 3, 5, "msr"}, {1, 3, 6, "pae"},
	{1, 3, 8, "cx8"}, {1, 3, 9, "apic"}, {1, 3, 15, "cmov"},
	{1, 3, 19, "clflush"}, {1, 3, 23, "mmx"}, {1, 3, 24, "fxsr"},
	{1, 3, 25, "sse"}, {1, 3, 26, "sse2"}, {1, 2, 0, "pni"},
	{1, 2, 1, "pclmulqdq"}, {1, 2, 9, "ssse3"}, {1, 2, 12, "fma"},
	{1, 2, 13, "cx16"}, {1, 2, 19, "sse4_1"}, {1, 2, 20, "sse4_2"},
	{1, 2, 22, "movbe"}, {1, 2, 23, "popcnt"}, {1, 2, 25, "aes"},
	{1, 2, 26, "xsave"}, {1, 2, 28, "avx"}, {1, 2, 29, "f16c"},
	{1, 2, 30, "rdrand"}, {1, 2, 31, "hypervisor"}, {7, 1, 0, "fsgsbase"},
	{7, 1, 3, "bmi1"}, {7, 1, 5, "avx2"}, {7, 1, 8, "bmi2"},
	{7, 1, 9, "erms"}, {7, 1, 18, "rdseed"}, {7, 1, 19, "adx"},
	{7, 1, 29, "sha_ni"},
};

void uc_show_cpuinfo(struct text *t)
{
	uint32_t r[4], max, id[3];
	char vendor[13], name[49] = "";

	uc_cpuid(0, 0, r);
	max = r[0];
	id[0] = r[1], id[1] = r[3], id[2] = r[2];
	append(vendor, id, 3);
	for (unsigned i = 0; i < 3; i++) {
		uc_cpuid(0x80000002 + i, 0, r);
		append(name + i * 16, r, 4);
	}
	uc_cpuid(1, 0, r);
	unsigned family = r[0] >> 8 & 15, model = r[0] >> 4 & 15;
	if (family == 6 || family == 15)
		model |= r[0] >> 12 & 0xf0;
	if (family == 15)
		family += r[0] >> 20 & 255;
	uc_text(t, "processor\t: 0\nvendor_id\t: %s\ncpu family\t: %u\n"
		   "model\t\t: %u\nmodel name\t: %s\nstepping\t: %u\n"
		   "physical id\t: 0\nsiblings\t: 1\ncore id\t\t: 0\n"
		   "cpu cores\t: 1\nfpu\t\t: yes\nflags\t\t:", vendor, family,
		model, name, r[0] & 15);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(flags); i++) {
		if (flags[i].leaf > max)
			continue;
		uc_cpuid(flags[i].leaf, 0, r);
		if (r[flags[i].reg] >> flags[i].bit & 1)
			uc_text(t, " %s", flags[i].name);
	}
	uc_text(t, "\n\n");
}

void uc_show_stat(struct text *t)
{
	uint64_t up = uc_monotonic(), busy = uc_cpu_time();
	unsigned long user = busy / TICK, idle = up > busy ? (up - busy) / TICK : 0;

	uc_text(t, "cpu  %lu 0 0 %lu 0 0 0 0 0 0\ncpu0 %lu 0 0 %lu 0 0 0 0 0 0\n"
		   "btime %lu\nprocesses 1\nprocs_running 1\nprocs_blocked 0\n",
		user, idle, user, idle,
		(unsigned long)((uc_realtime() - up) / 1000000000));
}

void uc_show_loadavg(struct text *t)
{
	/* no average is kept */
	uc_text(t, "0.00 0.00 0.00 1/%u 1\n", uc_thread_count());
}

void uc_show_uptime(struct text *t)
{
	uint64_t up = uc_monotonic(), busy = uc_cpu_time();
	uint64_t idle = up > busy ? up - busy : 0;

	uc_text(t, "%lu.%02lu %lu.%02lu\n", (unsigned long)(up / 1000000000),
		(unsigned long)(up / TICK % 100),
		(unsigned long)(idle / 1000000000),
		(unsigned long)(idle / TICK % 100));
}

void uc_show_version(struct text *t)
{
	uc_text(t, "Linux version " RELEASE " (unicore)\n");
}

void uc_show_osrelease(struct text *t)
{
	uc_text(t, RELEASE "\n");
}

void uc_show_hostname(struct text *t)
{
	uc_text(t, "%s\n", uc_hostname);
}

void uc_show_boot_cmdline(struct text *t)
{
	uc_text(t, "%s\n", uc_boot.cmdline ? uc_boot.cmdline : "");
}

void uc_show_filesystems(struct text *t)
{
	for (const void *const *m = UC_MEMBERS(fs); *m; m++)
		uc_text(t, "nodev\t%s\n", ((const struct uc_fs *)*m)->name);
}

/* RFC 4122, section 4.4: version 4, random */
static void uuid(struct text *t, uint8_t b[16])
{
	b[6] = (b[6] & 15) | 0x40;
	b[8] = (b[8] & 63) | 0x80;
	for (int i = 0; i < 16; i++)
		uc_text(t, "%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
			b[i]);
	uc_text(t, "\n");
}

void uc_show_uuid(struct text *t)
{
	uint8_t b[16];

	uc_random(b, sizeof b);
	uuid(t, b);
}

void uc_show_boot_id(struct text *t)
{
	static uint8_t id[16];
	static bool made;

	if (!made)
		uc_random(id, sizeof id);
	made = true;
	uuid(t, id);
}
