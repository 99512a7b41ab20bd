/* SPDX-License-Identifier: BSD-3-Clause */
/* host: 0 */
/* console: ok memory */
/* The kernel's own memory functions, which are in every image. */
#include "booted.h"

void *uc_memcpy(void *, const void *, size_t);
void *uc_memmove(void *, const void *, size_t);
void *uc_memset(void *, int, size_t);
int uc_memcmp(const void *, const void *, size_t);

static unsigned char a[256], b[256];

static void fill(void)
{
	for (int i = 0; i < 256; i++)
		a[i] = b[i] = (unsigned char)(i * 37 + 11);
}

static int sign(int v)
{
	return (v > 0) - (v < 0);
}

int main(void)
{
	booted();
	for (int from = 0; from < 40; from++)
		for (int to = 0; to < 40; to++)
			for (int n = 0; n < 70; n += 1 + n / 20) {
				fill();
				CHECK(uc_memmove(a + to, a + from, n) == a + to);
				memmove(b + to, b + from, n);
				CHECK(!memcmp(a, b, sizeof a));
			}
	for (int n = 0; n < 100; n++)
		for (int at = 0; at < 9; at++) {
			fill();
			CHECK(uc_memset(a + at, n + 0x1f0, n) == a + at);
			memset(b + at, n + 0x1f0, n);
			CHECK(!memcmp(a, b, sizeof a));
			CHECK(uc_memcpy(a + 120, a + at, n) == a + 120);
			memcpy(b + 120, b + at, n);
			CHECK(!memcmp(a, b, sizeof a));
			CHECK(!uc_memcmp(a, b, n));
			a[n] ^= 0x80;
			CHECK(sign(uc_memcmp(a, b, n + 1)) == sign(memcmp(a, b, n + 1)));
			CHECK(!uc_memcmp(a, b, n));
		}
	puts("ok memory");
	return 0;
}
