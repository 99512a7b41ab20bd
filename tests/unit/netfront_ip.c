/* SPDX-License-Identifier: BSD-3-Clause */
/* What a toolstack may write as a network device's address, and what else stands
 * there. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
#include "../../pools/main/drivers/netfront/ip.c"

static const char *node;
static unsigned complaints;
char *strdup(const char *);
void free(void *);
void uc_free(void *p) { free(p); }
void uc_printk(const char *fmt, ...) { (void)fmt; complaints++; }
int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *name)
{
	CHECK(!strcmp(dir, "/backend") && !strcmp(name, "ip"));
	*path = 0;
	return 0;
}
int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **value)
{
	(void)tx, (void)path;
	if (!node)
		return -ENOENT;
	*value = strdup(node);
	return 0;
}
int uc_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	int vsnprintf(char *, size_t, const char *, va_list);
	va_list ap;

	va_start(ap, fmt);
	int r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	CHECK((size_t)r < n);
	return r;
}

static const char *read_as(const char *text)
{
	static struct net n;

	n = (struct net){.bus.backend = "/backend"};
	complaints = 0;
	node = text;
	uc_netfront_ip(&n);
	return n.dev.ip;
}

int main(void)
{
	static const struct {
		const char *text, *want;
	} good[] = {
		{"10.0.0.2", "10.0.0.2:::"},
		{" 10.0.0.2\n", "10.0.0.2:::"},
		{"192.168.100.200/25", "192.168.100.200:::255.255.255.128"},
		{"1.2.3.4/32", "1.2.3.4:::255.255.255.255"},
		{"10.0.0.2/8 10.0.0.1", "10.0.0.2::10.0.0.1:255.0.0.0"},
		{"10.0.0.2 255.255.255.0", "10.0.0.2:::255.255.255.0"},
		{"10.0.0.2 255.255.255.0 10.0.0.1", "10.0.0.2::10.0.0.1:255.255.255.0"},
		{"255.255.255.254\t255.255.255.255  255.255.255.253", "255.255.255.254::255.255.255.253:255.255.255.255"},
	};
	static const char *const bad[] = {
		"10.0.0", "10.0.0.", "10.0.0.256", "10.0.0.-1", "10.0.0.02", "10.0.0.2.3", "0.0.0.0", "x", "ip=10.0.0.2",
		"10.0.0.2/", "10.0.0.2/0", "10.0.0.2/33", "10.0.0.2/4294967297", "10.0.0.2/24x", "10.0.0.2,10.0.0.3",
		"10.0.0.2 10.0.0.3", "10.0.0.2 255.0.255.0", "10.0.0.2 0.0.0.0", "10.0.0.2 255.255.255.0 router",
		"10.0.0.2 255.255.255.0 10.0.0.1 10.0.0.3", "10.0.0.2/24 10.0.0.1x", "fe80::1", "99999999999999999999.0.0.1",
	};
	char noise[80];

	for (unsigned i = 0; i < UC_ARRAY_SIZE(good); i++) {
		const char *got = read_as(good[i].text);

		CHECK(got && !strcmp(got, good[i].want) && !complaints);
	}
	for (unsigned i = 0; i < UC_ARRAY_SIZE(bad); i++)
		CHECK(!read_as(bad[i]) && complaints == 1);
	CHECK(!read_as(NULL) && !complaints);
	CHECK(!read_as("") && !complaints);
	for (unsigned round = 0; round < 100000; round++) {
		unsigned n = unit_random() % sizeof noise;

		for (unsigned i = 0; i < n; i++)
			noise[i] = "0123456789./ 25"[unit_random() % 15];
		noise[n] = 0;
		read_as(noise);
	}
	printf("ok netfront_ip\n");
	return 0;
}
