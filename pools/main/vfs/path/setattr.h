/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_SETATTR_H
#define UC_PATH_SETATTR_H
#include <uc/syscall.h>

/* Applies st to what is named; user memory. fd form: an open file. */
long uc_setattr_at(int dirfd, const char *user, int flags,
		   const struct stat *st, unsigned mask);
long uc_setattr_fd(int fd, const struct stat *st, unsigned mask);
/* For chown: -1 leaves an id alone. */
unsigned uc_owner(struct stat *st, uid_t uid, gid_t gid);
/* For the utime family: t == NULL is now; else two times. 0, or -errno. */
int uc_times(struct stat *st, const struct timespec t[2], unsigned *mask);
#endif
