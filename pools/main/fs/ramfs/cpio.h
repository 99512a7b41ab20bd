/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Reading a cpio archive in the "newc" form (cpio(5), "New ASCII Format"; the
 * Linux kernel's buffer-format document). Nothing here needs the kernel, so
 * that it can be tested and fuzzed as an ordinary program.
 */
#ifndef UC_CPIO_H
#define UC_CPIO_H

struct uc_cpio {
	const char *base;
	size_t size, at;   /* at <= size: where the next entry begins */
	const char *error; /* why uc_cpio_next answered -1 */
};
struct uc_cpio_entry {
	const char *name;  /* relative, NUL-terminated in the archive; "": root */
	const char *wrong; /* why the entry must be skipped, or NULL */
	size_t at;         /* of its header */
	const char *data;
	size_t size;
	uint32_t ino, mode, uid, gid, nlink, mtime, dev_major, dev_minor,
		rdev_major, rdev_minor;
};

/* 1: *e is the next entry; 0: the archive ended; -1: it is broken from here
 * on (see error). */
int uc_cpio_next(struct uc_cpio *c, struct uc_cpio_entry *e);
#endif
