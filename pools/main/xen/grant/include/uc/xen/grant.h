/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Grants (Xen, public/grant_table.h), version 1 unless that is too narrow or the
 * command line says xen.grants=2. A driver takes references once
 * and opens and closes them as buffers come and go, which costs no hypercall.
 * Callable from anywhere. In a domain that was moved there are no references any
 * more (uc/xen/suspend.h).
 */
#ifndef UC_XEN_GRANT_H
#define UC_XEN_GRANT_H
#include <uc/xen/xen.h>
#include <xen/grant_table.h>

#define UC_GRANT_NONE 0 /* Xen's toolstack keeps the first ones */
/* A free reference, closed; UC_GRANT_NONE: the table is full. */
grant_ref_t uc_grant_take(void);
/* Gives a closed reference back. */
void uc_grant_put(grant_ref_t ref);
/* Lets domain use the page that holds p. */
void uc_grant_open(grant_ref_t ref, domid_t domain, const void *p, bool readonly);
/* Ends that. false: the domain is using the page right now; it goes on, and the
 * page must not be used for anything else. */
bool uc_grant_close(grant_ref_t ref);
/* take and open; UC_GRANT_NONE: the table is full. */
grant_ref_t uc_grant_page(domid_t domain, const void *p);
/* close and put, where that is possible; false: as uc_grant_close. */
bool uc_grant_end(grant_ref_t ref);
#endif
