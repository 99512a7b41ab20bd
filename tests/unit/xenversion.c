/* SPDX-License-Identifier: BSD-3-Clause */
/* Which hypervisors are too old, and that the guest says so. */
#include "unit.h"
#include <setjmp.h>
#include "../../pools/main/xen/core/version.c"

static long version;
static char said[200];
static jmp_buf back;

long uc_hypercall(long a1, long a2, long a3, long a4, long a5, unsigned nr)
{
	(void)a3, (void)a4, (void)a5;
	CHECK(nr == __HYPERVISOR_xen_version && a1 == XENVER_version && !a2);
	return version;
}
void uc_panic(const char *fmt, ...)
{
	int vsnprintf(char *, size_t, const char *, va_list);
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(said, sizeof said, fmt, ap);
	va_end(ap);
	longjmp(back, 1);
}

static const char *with(long v)
{
	version = v;
	*said = '\0';
	if (!setjmp(back))
		uc_xen_need_version();
	return said;
}

int main(void)
{
	CHECK(!*with(4 << 16) && !*with(4 << 16 | 17) && !*with(5 << 16));
	CHECK(!strcmp(with(3 << 16 | 4), "Xen 3.4 is too old: 4.0 is the oldest that this can run on"));
	CHECK(!strcmp(with(-ENOSYS), "Xen 0.0 is too old: 4.0 is the oldest that this can run on"));
	printf("ok xenversion\n");
	return 0;
}
