/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The kernel's reader of symbol tables, for this machine. Reads a table's size
 * and bytes, then addresses, all as 8-byte numbers but the bytes; prints a line
 * for each address.
 */
#include <uc/arch.h>

extern long read(int fd, void *buf, size_t n);
extern int printf(const char *fmt, ...);
extern void *malloc(size_t n);
extern void free(void *p);

static void *table;
const char __uc_syms_start[8];
#define uc_direct(pa) ((void)(pa), table)
#include SYMBOL_C

static bool get(void *buf, size_t n)
{
	for (size_t done = 0; done < n;) {
		long r = read(0, (char *)buf + done, n - done);

		if (r <= 0)
			return false;
		done += r;
	}
	return true;
}

int main(void)
{
	uint64_t n, count, addr;

	while (get(&n, sizeof n)) {
		table = malloc(n);
		if (!get(table, n) || !get(&count, sizeof count))
			return 1;
		while (count--) {
			char name[32];
			uintptr_t offset = 0;

			if (!get(&addr, sizeof addr))
				return 1;
			if (uc_symbol(addr, name, sizeof name, &offset))
				printf("%s+%lu\n", name, (unsigned long)offset);
			else
				printf("-\n");
		}
		free(table);
	}
	return 0;
}
