/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_ACCESS_AT_H
#define UC_PATH_ACCESS_AT_H
#include <uc/syscall.h>

long uc_access_at(int dirfd, const char *path, int mode, int flags);
#endif
