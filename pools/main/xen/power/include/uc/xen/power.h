/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_POWER_H
#define UC_XEN_POWER_H
/* A reboot was asked for: the application's end is one. */
extern bool uc_xen_reboot;
#endif
