/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/base.h>

uint16_t uc_net_checksum(const void *data, int n);

/* Adds 32-bit words into 64 bits: without a carry chain, which is what an
 * emulated processor is slow at. */
uint16_t uc_net_checksum(const void *data, int n)
{
	const unsigned char *p = data;
	uint64_t sum = 0;
	uint32_t w[8];
	uint16_t h;
	for (; n >= 32; n -= 32, p += 32) {
		memcpy(w, p, sizeof w);
		sum += (uint64_t)w[0] + w[1] + w[2] + w[3];
		sum += (uint64_t)w[4] + w[5] + w[6] + w[7];
	}
	for (; n >= 4; n -= 4, p += 4) {
		memcpy(w, p, 4);
		sum += w[0];
	}
	if (n >= 2) {
		memcpy(&h, p, 2);
		sum += h;
		n -= 2;
		p += 2;
	}
	if (n)
		sum += *p;
	sum = (sum & 0xffffffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16 & 0xffff) + (sum >> 32);
	sum = (sum & 0xffff) + (sum >> 16);
	sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}
