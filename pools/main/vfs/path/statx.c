/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/sysmacros.h>
#include <uc/syscall.h>
#include "internal.h"

/* linux/stat.h */
struct statx_time {
	int64_t sec;
	uint32_t nsec;
	int32_t reserved;
};
struct statx_out {
	uint32_t mask, blksize;
	uint64_t attributes;
	uint32_t nlink, uid, gid;
	uint16_t mode, pad;
	uint64_t ino, size, blocks, attributes_mask;
	struct statx_time atime, btime, ctime, mtime;
	uint32_t rdev_major, rdev_minor, dev_major, dev_minor;
	uint64_t spare[14];
};
_Static_assert(sizeof(struct statx_out) == 256, "linux/stat.h");
#define BASIC    0x7ff
#define RESERVED 0x80000000u

static struct statx_time from(struct timespec t)
{
	return (struct statx_time){.sec = t.tv_sec, .nsec = t.tv_nsec};
}

UC_SYSCALL(statx, int dirfd, const char *path, int flags, unsigned mask,
	   struct statx_out *user)
{
	struct stat st;

	if (mask & RESERVED ||
	    flags & ~(AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH | AT_NO_AUTOMOUNT |
		      AT_STATX_SYNC_TYPE) ||
	    (flags & AT_STATX_SYNC_TYPE) == AT_STATX_SYNC_TYPE)
		return -EINVAL;
	int r = uc_stat_at(dirfd, path, flags, &st);
	if (r)
		return r;
	struct statx_out x = {
		.mask = BASIC, .blksize = st.st_blksize, .nlink = st.st_nlink,
		.uid = st.st_uid, .gid = st.st_gid, .mode = st.st_mode,
		.ino = st.st_ino, .size = st.st_size, .blocks = st.st_blocks,
		.atime = from(st.st_atim), .ctime = from(st.st_ctim),
		.mtime = from(st.st_mtim),
		.rdev_major = major(st.st_rdev), .rdev_minor = minor(st.st_rdev),
		.dev_major = major(st.st_dev), .dev_minor = minor(st.st_dev),
	};
	return uc_copy_out(user, &x, sizeof x);
}
