/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_LOG_H
#define UC_XEN_LOG_H
/* The platform's, where there is such a thing: into Xen's own log. */
void uc_xen_log(const char *s, size_t n) UC_WEAK;
#endif
