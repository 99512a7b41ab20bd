/* SPDX-License-Identifier: BSD-3-Clause */
/* A hypervisor's clock for one processor: Linux Documentation,
 * virt/kvm/x86/msr.rst; Xen public headers, xen.h, struct vcpu_time_info. */
#ifndef UC_PVCLOCK_H
#define UC_PVCLOCK_H
#include <uc/arch.h>

struct uc_pvclock {
	uint32_t version, pad; /* odd: being changed */
	uint64_t tsc, ns;      /* the same moment */
	uint32_t mul;          /* ns per shifted tick, 0.32 */
	int8_t shift;
	uint8_t flags, pad2[2];
};

static inline uint64_t uc_pvclock_ns(const volatile struct uc_pvclock *c)
{
	uint64_t delta, ns;
	uint32_t version;

	do {
		version = c->version;
		uc_barrier();
		delta = uc_rdtsc() - c->tsc;
		delta = c->shift >= 0 ? delta << c->shift : delta >> -c->shift;
		ns = c->ns + (uint64_t)((unsigned __int128)delta * c->mul >> 32);
		uc_barrier();
	} while (version & 1 || version != c->version);
	return ns;
}
#endif
