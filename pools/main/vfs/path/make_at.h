/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PATH_MAKE_AT_H
#define UC_PATH_MAKE_AT_H
#include <uc/syscall.h>

/* Each as the at call of its name; user memory. */
long uc_make_at(int dirfd, const char *user, mode_t mode, dev_t rdev);
long uc_mknod_at(int dirfd, const char *user, mode_t mode, dev_t rdev);
long uc_link_at(int from_fd, const char *from, int to_fd, const char *to,
		int flags);
long uc_symlink_at(const char *target, int dirfd, const char *path);
long uc_unlink_at(int dirfd, const char *user, bool directory);
long uc_rename_at(int from_fd, const char *from, int to_fd, const char *to,
		  unsigned flags);
long uc_readlink_at(int dirfd, const char *path, char *buf, int n);
#endif
