/* SPDX-License-Identifier: BSD-3-Clause */
/* A domain that is saved, and goes on in another one. */
#ifndef UC_XEN_SUSPEND_H
#define UC_XEN_SUSPEND_H

/* What has to be done again in the new domain, where no event channel exists. */
struct uc_xen_resumer {
	void (*now)(void);   /* interrupts off; NULL: nothing */
	void (*later)(void); /* after all that, in a thread; NULL: nothing */
	struct uc_list node;
};
/* For good; they are called in the order in which they came. */
void uc_xen_on_resume(struct uc_xen_resumer *r);
extern struct uc_list uc_xen_resumers;

/* The platform's: the grant table of the new domain is to be shown anew by
 * uc_xen_grant_table. */
void uc_xen_grant_forget(void);

/* The platform's, where it can do it. Interrupts off: leaves this domain. True in
 * the new one, with uc_xen_shared and uc_xen_boot as they are there and all event
 * channels forgotten; false if it was called off and nothing has changed. */
bool uc_xen_plat_suspend(void) UC_WEAK;
#endif
