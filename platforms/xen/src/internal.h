/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
#include <uc/pv.h>

extern struct start_info *uc_pv_info;
/* Fills uc_xen_boot by it. */
void uc_pv_rings(void);
/* Takes the grant table out of the page tables, and how many pages it was; shows
 * so many again, of the same domain. */
struct uc_pv_grants {
	unsigned table, status;
};
struct uc_pv_grants uc_pv_grant_hide(void);
void uc_pv_grant_show(struct uc_pv_grants g);
