/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Console input: bytes are edited into lines as they arrive (in the interrupt
 * handler), or passed on at once when ICANON is off.
 *
 * buf is a ring. [tail, line) can be read, [line, head) is the line being
 * edited. A set bit in ends marks the last byte of a line; a marked NUL is an
 * end-of-file character and is itself not read.
 */
#include <sys/epoll.h>
#include <uc/plat.h>
#include <uc/signal.h>
#include <uc/syscall.h>
#include <uc/timer.h>
#include "internal.h"

#define SIZE 4096u
static unsigned char buf[SIZE];
static uint8_t ends[SIZE / 8];
static unsigned tail, line, head;
static bool literal; /* VLNEXT was typed */
static struct uc_waitq readers = UC_WAITQ_INIT(readers);

int uc_signal_send(struct uc_thread *t, int sig, const siginfo_t *info) UC_WEAK;

static bool canonical(void)
{
	return uc_console_termios.lflag & ICANON;
}

static void echo(unsigned char c)
{
	unsigned flags = uc_console_termios.lflag;
	char pair[2] = {'^', c ^ 0x40};

	if (!(flags & ECHO) && !(c == '\n' && flags & ECHONL && flags & ICANON))
		return;
	if ((c < ' ' && c != '\n' && c != '\t') || c == 127)
		uc_console_out(flags & ECHOCTL ? pair : (char *)&c,
			       flags & ECHOCTL ? 2 : 1);
	else
		uc_console_out((char *)&c, 1);
}

static void erase(void)
{
	unsigned char c = buf[--head % SIZE];

	if (!(uc_console_termios.lflag & ECHO))
		return;
	for (int i = c < ' ' || c == 127 ? 2 : 1; i; i--)
		uc_console_out("\b \b", 3);
}

static void erase_word(void)
{
	while (head != line && buf[(head - 1) % SIZE] == ' ')
		erase();
	while (head != line && buf[(head - 1) % SIZE] != ' ')
		erase();
}

static void put(unsigned char c, bool end)
{
	unsigned i = head % SIZE;

	/* the last place is kept for the end of the line */
	if (head - tail >= SIZE - !end)
		return;
	buf[i] = c;
	ends[i / 8] &= ~(1 << i % 8);
	ends[i / 8] |= end << i % 8;
	head++;
	if (end || !canonical()) {
		line = head;
		uc_file_wake(&readers, EPOLLIN | EPOLLRDNORM);
	}
}

static bool is(unsigned char c, int which)
{
	return c && c == uc_console_termios.cc[which];
}

static bool send_signal(unsigned char c)
{
	int sig = is(c, VINTR) ? SIGINT : is(c, VQUIT) ? SIGQUIT : 0;

	if (!sig || !(uc_console_termios.lflag & ISIG))
		return false;
	echo(c);
	if (!(uc_console_termios.lflag & NOFLSH))
		uc_console_flush();
	if (!uc_signal_send)
		uc_power_off(UC_OFF_SIGNAL, sig);
	uc_signal_send(NULL, sig, NULL);
	return true;
}

static bool edit(unsigned char c)
{
	if (is(c, VERASE) || c == '\b') {
		if (head != line)
			erase();
	} else if (is(c, VKILL)) {
		while (head != line)
			erase();
	} else if (is(c, VWERASE)) {
		erase_word();
	} else if (is(c, VEOF)) {
		put(0, true);
	} else {
		return false;
	}
	return true;
}

static void input(unsigned char c)
{
	unsigned flags = uc_console_termios.iflag;

	if (flags & ISTRIP)
		c &= 0x7f;
	if (!literal) {
		if (c == '\r' && flags & IGNCR)
			return;
		if (c == '\r' && flags & ICRNL)
			c = '\n';
		else if (c == '\n' && flags & INLCR)
			c = '\r';
		if (send_signal(c))
			return;
		if (canonical() && is(c, VLNEXT)) {
			literal = true;
			return;
		}
		if (canonical() && edit(c))
			return;
	}
	echo(c);
	put(c, c == '\n' && canonical() && !literal);
	literal = false;
}

static void arrived(void *arg)
{
	int c;

	(void)arg;
	while ((c = uc_plat_getc()) >= 0)
		input(c);
}

size_t uc_console_waiting(void)
{
	return line - tail;
}

void uc_console_flush(void)
{
	unsigned long f = uc_irq_save();

	tail = line = head;
	uc_irq_restore(f);
}

/* Takes up to n bytes of one line; *end: the line was finished. */
static size_t take(char *to, size_t n, bool *end)
{
	size_t k = 0;

	*end = false;
	while (k < n && tail != line && !*end) {
		unsigned i = tail++ % SIZE;

		*end = ends[i / 8] >> i % 8 & 1 && canonical();
		if (*end && !buf[i])
			break;
		to[k++] = buf[i];
	}
	return k;
}

/* 1: there is something to read; 0: nothing within VTIME; or -errno. */
static int await(struct uc_file *f)
{
	uint8_t *cc = uc_console_termios.cc;
	uint64_t deadline = UINT64_MAX;

	if (tail != line)
		return 1;
	if (f->flags & O_NONBLOCK)
		return -EAGAIN;
	if (!canonical() && !cc[VMIN]) {
		if (!cc[VTIME])
			return 0;
		deadline = uc_monotonic() + cc[VTIME] * 100000000ULL;
	}
	int r = uc_wait_until(&readers, tail != line, deadline, true);
	return !r ? 1 : r == -ETIMEDOUT ? 0 : -UC_ERESTART;
}

ssize_t uc_console_read(struct uc_file *f, struct uc_iov *iov, off_t *off)
{
	char chunk[256];
	size_t done = 0;
	bool end = false;

	(void)off;
	if (!iov->total)
		return 0;
	int r = await(f);
	if (r <= 0)
		return r;
	while (iov->total && tail != line && !end) {
		size_t n = take(chunk, UC_MIN(iov->total, sizeof chunk), &end);
		if (uc_iov_to(iov, chunk, n))
			return -EFAULT;
		done += n;
	}
	return done;
}

unsigned uc_console_poll(struct uc_file *f, struct uc_wait *w)
{
	(void)f;
	if (w)
		uc_wait_add(&readers, w);
	return EPOLLOUT | EPOLLWRNORM |
	       (tail != line ? EPOLLIN | EPOLLRDNORM : 0);
}

static void listen(void)
{
	uc_plat_console_listen(arrived, NULL);
}
UC_INIT(UC_INIT_DEV, listen);
