/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_TIME_H
#define UC_XEN_TIME_H
/* Xen's time in ns, which did not begin with us; what hypercalls take. */
uint64_t uc_xen_time(void);
/* What that was at monotonic 0. */
uint64_t uc_xen_time_base(void);
#endif
