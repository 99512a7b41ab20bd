/* SPDX-License-Identifier: BSD-3-Clause */
/* Devices without hardware; numbers from Linux's devices.txt. */
#include <sys/sysmacros.h>
#include <uc/page.h>
#include <uc/random.h>
#include <uc/vfs.h>
#include "internal.h"

static ssize_t read_nothing(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	(void)f, (void)iov, (void)off;
	return 0;
}

static ssize_t write_away(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	(void)f, (void)off;
	return iov->total;
}

static ssize_t write_full(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	(void)f, (void)iov, (void)off;
	return -ENOSPC;
}

static ssize_t read_filled(struct uc_iov *iov, void (*fill)(void *, size_t))
{
	char buf[256] = {0};
	ssize_t done = 0;

	while (iov->total) {
		size_t n = UC_MIN(iov->total, sizeof buf);
		if (fill)
			fill(buf, n);
		if (uc_iov_to(iov, buf, n))
			return done ? done : -EFAULT;
		done += n;
		if (done % UC_PAGE_SIZE == 0)
			uc_cond_resched();
	}
	return done;
}

static ssize_t read_zeros(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	(void)f, (void)off;
	return read_filled(iov, NULL);
}

static ssize_t read_random(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	(void)f, (void)off;
	return read_filled(iov, uc_random);
}

static ssize_t write_random(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	char buf[64];
	ssize_t done = 0;

	(void)f, (void)off;
	while (iov->total) {
		size_t n = UC_MIN(iov->total, sizeof buf);
		if (uc_iov_from(iov, buf, n))
			return done ? done : -EFAULT;
		uc_random_add(buf, n);
		done += n;
	}
	return done;
}

/* These have no position; seeking is allowed and means nothing. */
static off_t seek(struct uc_file *f, off_t off, int whence)
{
	(void)f, (void)off, (void)whence;
	return 0;
}

/* Each page of a mapping is touched first once: a new page of zeros. */
static void *zero_page(struct uc_file *f, uint64_t off)
{
	(void)f, (void)off;
	return uc_page_alloc_zero(0);
}

#define COMMON .seek = seek, .stat = uc_vnode_file_stat
static const struct uc_file_ops null_ops = {
	COMMON, .read = read_nothing, .write = write_away,
};
static const struct uc_file_ops zero_ops = {
	COMMON, .read = read_zeros, .write = write_away, .page = zero_page,
};
static const struct uc_file_ops full_ops = {
	COMMON, .read = read_zeros, .write = write_full,
};
static const struct uc_file_ops random_ops = {
	COMMON, .read = read_random, .write = write_random,
};
extern const struct uc_file_ops uc_console_ops;

static struct uc_device devices[] = {
	{.name = "null", .rdev = makedev(1, 3), .ops = &null_ops},
	{.name = "zero", .rdev = makedev(1, 5), .ops = &zero_ops},
	{.name = "full", .rdev = makedev(1, 7), .ops = &full_ops},
	{.name = "random", .rdev = makedev(1, 8), .ops = &random_ops},
	{.name = "urandom", .rdev = makedev(1, 9), .ops = &random_ops},
	{.name = "tty", .rdev = makedev(5, 0), .ops = &uc_console_ops},
	{.name = "console", .rdev = makedev(5, 1), .ops = &uc_console_ops},
};

void uc_devfs_builtin(void)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(devices); i++) {
		devices[i].mode = S_IFCHR | 0666;
		if (!uc_device_find(S_IFCHR, devices[i].rdev))
			uc_device_add(&devices[i]);
	}
}
