/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/epoll.h>
#include <sys/signalfd.h>
#include <uc/file.h>
#include <uc/heap.h>
#include <uc/signal.h>
#include "signalfd.h"

#define UNBLOCKABLE (1UL << (SIGKILL - 1) | 1UL << (SIGSTOP - 1))

struct signals {
	uint64_t set;
};

static int give(struct uc_iov *iov, int sig, const siginfo_t *i)
{
	struct signalfd_siginfo s = {
		.ssi_signo = sig, .ssi_errno = i->si_errno, .ssi_code = i->si_code,
	};

	if (i->si_code == SI_TIMER) {
		s.ssi_tid = i->si_timerid;
		s.ssi_overrun = i->si_overrun;
	} else if (sig == SIGSEGV || sig == SIGBUS || sig == SIGILL ||
		   sig == SIGFPE || sig == SIGTRAP) {
		s.ssi_addr = (uintptr_t)i->si_addr;
	} else {
		s.ssi_pid = i->si_pid;
		s.ssi_uid = i->si_uid;
	}
	if (i->si_code < 0) {
		s.ssi_int = i->si_value.sival_int;
		s.ssi_ptr = (uintptr_t)i->si_value.sival_ptr;
	}
	return uc_iov_to(iov, &s, sizeof s);
}

static ssize_t signal_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	struct signals *s = f->data;
	siginfo_t info;
	ssize_t done = 0;
	int sig = 0;

	(void)off;
	if (iov->total < sizeof(struct signalfd_siginfo))
		return -EINVAL;
	sig = uc_signal_take(s->set, &info);
	if (!sig && f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (!sig && uc_wait_until(&uc_signal_waitq,
				  (sig = uc_signal_take(s->set, &info)),
				  UINT64_MAX, true))
		return -UC_ERESTART;
	do {
		if (give(iov, sig, &info))
			return done ? done : -EFAULT;
		done += sizeof(struct signalfd_siginfo);
	} while (iov->total >= sizeof(struct signalfd_siginfo) &&
		 (sig = uc_signal_take(s->set, &info)));
	return done;
}

static unsigned signal_poll(struct uc_file *f, struct uc_wait *w)
{
	struct signals *s = f->data;

	if (w)
		uc_wait_add(&uc_signal_waitq, w);
	return uc_signal_pending_set() & s->set ? EPOLLIN : 0;
}

static void signal_release(struct uc_file *f)
{
	uc_free(f->data);
}

static const struct uc_file_ops signal_ops = {
	.read = signal_read,
	.poll = signal_poll,
	.stat = uc_anon_stat,
	.release = signal_release,
};

static long create(uint64_t set, int flags)
{
	struct signals *s = uc_zalloc(sizeof *s);
	struct uc_file *f =
		s ? uc_file_new(&signal_ops, O_RDWR | (flags & SFD_NONBLOCK), s)
		  : NULL;

	if (!f) {
		uc_free(s);
		return -ENOMEM;
	}
	s->set = set;
	f->kind = "anon_inode:[signalfd]";
	int fd = uc_fd_install(f, 0, flags & SFD_CLOEXEC);
	if (fd < 0)
		uc_file_put(f);
	return fd;
}

long uc_signalfd_set(int fd, const uint64_t *user, size_t size, int flags)
{
	uint64_t set;

	if (size != sizeof set || flags & ~(SFD_CLOEXEC | SFD_NONBLOCK))
		return -EINVAL;
	if (uc_copy_in(&set, user, sizeof set))
		return -EFAULT;
	set &= ~UNBLOCKABLE;
	if (fd == -1)
		return create(set, flags);
	struct uc_file *f = uc_fd_get(fd);
	if (!f)
		return -EBADF;
	bool is = f->ops == &signal_ops;
	if (is) {
		((struct signals *)f->data)->set = set;
		uc_wake(&uc_signal_waitq, -1, 0);
	}
	uc_file_put(f);
	return is ? fd : -EINVAL;
}
