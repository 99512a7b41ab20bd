/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_CONSOLE_H
#define UC_XEN_CONSOLE_H
/* From when the page of the ring can be reached; what was printed before is
 * printed then. Done when memory is managed, if the platform did not before. */
void uc_xen_console_connect(void);
/* Waits until the other side has taken what was printed, or does not move. */
void uc_xen_console_drain(void);
#endif
