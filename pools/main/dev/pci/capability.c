/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/pci.h>

#define STATUS    0x06
#define   HAS_CAPS 0x10
#define POINTER   0x34
#define FIRST     0x40 /* capabilities lie behind the header */

/* A list that leads round in circles ends after as many as fit. */
unsigned uc_pci_capability(const struct uc_pci *p, unsigned id, unsigned prev)
{
	unsigned at;

	if (!(uc_pci_read16(p, STATUS) & HAS_CAPS))
		return 0;
	at = uc_pci_read8(p, prev ? prev + 1 : POINTER) & 0xfc;
	for (int left = (256 - FIRST) / 4; left && at >= FIRST; left--) {
		if (uc_pci_read8(p, at) == id)
			return at;
		at = uc_pci_read8(p, at + 1) & 0xfc;
	}
	return 0;
}
