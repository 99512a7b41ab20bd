/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SIGNALFD_H
#define UC_SIGNALFD_H
#include <uc/syscall.h>

long uc_signalfd_set(int fd, const uint64_t *user, size_t size, int flags);
#endif
