/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_RLIMIT_H
#define UC_RLIMIT_H
#include <sys/resource.h>
/* 0 or -errno; new and old are kernel memory, either may be NULL. */
long uc_rlimit(int resource, const struct rlimit *new, struct rlimit *old);
#endif
