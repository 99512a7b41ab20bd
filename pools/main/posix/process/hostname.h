/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_HOSTNAME_H
#define UC_HOSTNAME_H
#define UC_HOSTNAME_MAX 64
/* As given by hostname=, ip= or sethostname. */
extern char uc_hostname[UC_HOSTNAME_MAX + 1];
#endif
