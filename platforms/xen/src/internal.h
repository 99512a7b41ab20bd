/* SPDX-License-Identifier: BSD-3-Clause */
/* Shared by the files of this folder. */
#include <uc/pv.h>

extern struct start_info *uc_pv_info;
/* Fills uc_xen_boot by it. */
void uc_pv_rings(void);
