/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <uc/config.h>
#include <uc/vfs.h>

static ssize_t answer(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	static unsigned asked;
	char text[32];
	int n;

	(void)f, (void)off; /* it has no position */
	n = uc_snprintf(text, sizeof text, "%d %u\n", CONFIG_DEV_ANSWER_VALUE, ++asked);
	if ((size_t)n > iov->total)
		return -EINVAL;
	if (uc_iov_to(iov, text, n))
		return -EFAULT;
	return n;
}

static const struct uc_file_ops ops = { .read = answer };
static struct uc_device device = {
	.name = "answer",
	.mode = S_IFCHR | 0444,
	.rdev = makedev(240, 0), /* of the range for local use */
	.ops = &ops,
};

static void probe(void)
{
	uc_device_add(&device);
}

const struct uc_probe dev_answer = { .name = "answer", .probe = probe };
