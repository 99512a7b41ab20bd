/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_USAGE_H
#define UC_USAGE_H
/* CPU time of all application threads, ended ones included, in ns. */
uint64_t uc_cpu_time(void);
#endif
