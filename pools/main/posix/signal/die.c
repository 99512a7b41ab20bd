/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/end.h>
#include "state.h"

static const char names[][5] = {
	"HUP", "INT", "QUIT", "ILL", "TRAP", "ABRT", "BUS", "FPE", "KILL",
	"USR1", "SEGV", "USR2", "PIPE", "ALRM", "TERM", "STKF", "CHLD", "CONT",
	"STOP", "TSTP", "TTIN", "TTOU", "URG", "XCPU", "XFSZ", "VTAL", "PROF",
	"WINC", "IO", "PWR", "SYS",
};

static void say(int sig)
{
	if (sig <= (int)UC_ARRAY_SIZE(names))
		uc_printk("killed by signal %d (SIG%.5s)\n", sig, names[sig - 1]);
	else
		uc_printk("killed by signal %d\n", sig);
}

UC_NORETURN void uc_signal_die(int sig)
{
	say(sig);
	uc_app_end(UC_OFF_SIGNAL, sig);
}

UC_NORETURN void uc_signal_kill(void)
{
	say(SIGKILL);
	uc_power_off(UC_OFF_SIGNAL, SIGKILL);
}
