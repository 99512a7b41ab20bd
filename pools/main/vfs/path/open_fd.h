/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_OPEN_FD_H
#define UC_PATH_OPEN_FD_H
#include <uc/syscall.h>

long uc_open_fd(int dirfd, const char *user, int flags, mode_t mode);
#endif
