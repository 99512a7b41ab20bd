/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_GRANT_INTERNAL_H
#define UC_XEN_GRANT_INTERNAL_H
#include <uc/xen/grant.h>

/* One of the two, as soon as a reference was taken. Other domains cannot write to
 * them. */
extern volatile struct grant_entry_v1 *uc_grants_v1;
extern volatile union grant_entry_v2 *uc_grants_v2;
extern volatile grant_status_t *uc_grant_status; /* of version 2: Xen's to write */

/* Which version is wanted: 1 or 2. */
unsigned uc_grant_version(void);
#endif
