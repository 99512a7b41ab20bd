/* SPDX-License-Identifier: BSD-3-Clause */
/* In xenstore's thread. */
void uc_xen_suspend(void);
