/* SPDX-License-Identifier: BSD-3-Clause */
#include <sys/ioctl.h>
#include "internal.h"

static struct winsize window = {.ws_row = 24, .ws_col = 80};

static long set_termios(const void *arg, bool flush)
{
	struct uc_termios t;

	if (uc_copy_in(&t, arg, sizeof t))
		return -EFAULT;
	if (flush && uc_console_flush)
		uc_console_flush();
	uc_console_termios = t;
	return 0;
}

static long out_int(void *arg, int v)
{
	return uc_copy_out(arg, &v, sizeof v);
}

long uc_console_ioctl(struct uc_file *f, unsigned long req, long arg)
{
	void *p = (void *)arg;

	(void)f;
	switch (req) {
	case TIOCGWINSZ:
		return uc_copy_out(p, &window, sizeof window);
	case TIOCSWINSZ:
		return uc_copy_in(&window, p, sizeof window);
	case TCGETS:
		return uc_copy_out(p, &uc_console_termios,
				   sizeof uc_console_termios);
	case TCSETS:
	case TCSETSW:
		return set_termios(p, false);
	case TCSETSF:
		return set_termios(p, true);
	case TCFLSH:
		if (arg != TCOFLUSH && uc_console_flush)
			uc_console_flush();
		return 0;
	case FIONREAD:
		return out_int(p, uc_console_waiting ? uc_console_waiting() : 0);
	case TIOCGPGRP: /* the one process leads the one session */
	case TIOCGSID:
		return out_int(p, 1);
	case TIOCOUTQ:
		return out_int(p, 0);
	case TIOCSPGRP:
	case TIOCSCTTY:
	case TCSBRK:
	case TCXONC:
		return 0;
	}
	return -ENOTTY;
}
