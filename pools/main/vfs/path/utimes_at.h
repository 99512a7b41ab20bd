/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_UTIMES_AT_H
#define UC_PATH_UTIMES_AT_H
#include <fcntl.h>
#include <sys/time.h>

long uc_utimes_at(int dirfd, const char *path, const struct timeval *user);
#endif
