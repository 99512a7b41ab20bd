/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/plat.h>
#include "internal.h"

struct uc_termios uc_console_termios = {
	.iflag = ICRNL | IXON,
	.oflag = OPOST | ONLCR,
	.cflag = B38400 | CS8 | CREAD,
	.lflag = ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN,
	.cc = {
		[VINTR] = 3, [VQUIT] = 28, [VERASE] = 127, [VKILL] = 21,
		[VEOF] = 4, [VMIN] = 1, [VSTART] = 17, [VSTOP] = 19,
		[VSUSP] = 26, [VREPRINT] = 18, [VDISCARD] = 15,
		[VWERASE] = 23, [VLNEXT] = 22,
	},
};

void uc_console_out(const char *s, size_t n)
{
	unsigned flags = uc_console_termios.oflag;
	bool crlf = flags & OPOST && flags & ONLCR;
	size_t from = 0;

	for (size_t i = 0; crlf && i < n; i++) {
		if (s[i] != '\n')
			continue;
		uc_plat_putc(s + from, i - from);
		uc_plat_putc("\r", 1);
		from = i;
	}
	if (from < n)
		uc_plat_putc(s + from, n - from);
}

static ssize_t console_write(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	char buf[256];
	ssize_t done = 0;

	(void)f, (void)off;
	while (iov->total) {
		size_t n = UC_MIN(iov->total, sizeof buf);
		if (uc_iov_from(iov, buf, n))
			return done ? done : -EFAULT;
		uc_console_out(buf, n);
		done += n;
	}
	return done;
}

int uc_vnode_stat(struct uc_vnode *v, struct stat *st) UC_WEAK;
void uc_vnode_put(struct uc_vnode *v) UC_WEAK;
int uc_walk(int dirfd, const char *path, unsigned flags,
	    struct uc_vnode **out) UC_WEAK;

/* Descriptors 0 to 2 were opened before there were names, but are the same as
 * the device of the name space, if there is one: ttyname(3) compares. */
static int console_stat(struct uc_file *f, struct stat *st)
{
	struct uc_vnode *v;

	if (f->vnode)
		return uc_vnode_stat(f->vnode, st);
	if (uc_walk && !uc_walk(AT_FDCWD, "/dev/console", 0, &v)) {
		int r = uc_vnode_stat(v, st);
		uc_vnode_put(v);
		return r;
	}
	memset(st, 0, sizeof *st);
	st->st_mode = S_IFCHR | 0620;
	st->st_rdev = 0x501; /* major 5, minor 1: the system console */
	st->st_ino = 1;
	st->st_nlink = 1;
	st->st_blksize = 1024;
	return 0;
}

const struct uc_file_ops uc_console_ops = {
	.read = uc_console_read,
	.write = console_write,
	.ioctl = uc_console_ioctl,
	.stat = console_stat,
	.poll = uc_console_poll,
};

/* One open file on three descriptors, as a login gives; never released. */
struct uc_file uc_console_file = {
	.ops = &uc_console_ops,
	.refs = 4,
	.flags = O_RDWR,
	.kind = "/dev/console",
	.epolls = UC_LIST_INIT(uc_console_file.epolls),
};
