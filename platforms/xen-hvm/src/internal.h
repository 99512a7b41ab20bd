/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_HVM_INTERNAL_H
#define UC_XEN_HVM_INTERNAL_H
#include <uc/xen/hypercall.h>

/*
 * Where pages of Xen's are put: memory below 1 MiB, which the kernel does not
 * use, is in the direct map from the beginning, and the second stage of paging
 * maps it by small pages anyhow. Firmware, if there was any, has done its work.
 */
#define GRANT_PAGES  64
#define GRANT_STATUS 8 /* pages of these, behind them: their states */
#define GRANT_AT     0x20000UL
#define SHARED_AT    0x9e000UL /* or below */

extern bool uc_xen_vmmcall; /* an AMD processor */
/* Base of Xen's CPUID leaves; 0: this is not Xen. */
uint32_t uc_xen_cpuid_base(void);
int uc_xen_show(unsigned space, unsigned index, uint64_t pa);
void uc_xen_domain(void);
void uc_xen_upcall_init(void);
#endif
