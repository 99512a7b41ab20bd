/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_GRANT_INTERNAL_H
#define UC_XEN_GRANT_INTERNAL_H
#include <uc/xen/grant.h>

/* NULL as long as no reference was taken. Other domains cannot write to it. */
extern volatile struct grant_entry_v1 *uc_grants;
#endif
