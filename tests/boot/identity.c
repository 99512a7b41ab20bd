/* SPDX-License-Identifier: BSD-3-Clause */
/* run: --append "hostname=box" */
/* console: ok identity */
/* One process, one user; what cannot be is refused honestly. */
#define _GNU_SOURCE
#include "booted.h"
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <sys/auxv.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <sys/times.h>
#include <sys/wait.h>
#include <unistd.h>

int main(void)
{
	struct utsname u;
	struct rlimit l;
	struct rusage r;
	struct sysinfo s;
	struct tms t;
	char name[65];
	gid_t groups[4] = {1, 2, 3, 4}, got[8];
	uid_t a, b, c;

	booted();
	CHECK(!uname(&u) && !strcmp(u.sysname, "Linux") && !strcmp(u.machine, "x86_64"));
	CHECK(!strcmp(u.nodename, "box") && !gethostname(name, sizeof name) && !strcmp(name, "box"));
	CHECK(!sethostname("other", 5) && !gethostname(name, sizeof name) && !strcmp(name, "other"));
	CHECK(getpid() == 1 && getppid() == 0 && getpgrp() == 1 && getsid(0) == 1);
	CHECK(getuid() == 0 && getegid() == 0 && getgroups(0, NULL) == 0);
	CHECK(!setgroups(4, groups) && getgroups(8, got) == 4 && got[3] == 4);
	CHECK(getgroups(2, got) < 0 && errno == EINVAL);
	CHECK(fork() < 0 && errno == ENOSYS);
	CHECK(wait(NULL) < 0 && errno == ECHILD);
	CHECK(!getrlimit(RLIMIT_STACK, &l) && l.rlim_cur == 8 << 20);
	CHECK(!getrlimit(RLIMIT_NOFILE, &l) && l.rlim_cur >= 64);
	CHECK(!getrusage(RUSAGE_SELF, &r) && r.ru_maxrss > 0);
	CHECK(!sysinfo(&s) && s.totalram > 0 && s.freeram < s.totalram && s.procs == 1);
	CHECK(times(&t) != (clock_t)-1);
	CHECK(getauxval(AT_PAGESZ) == 4096 && getauxval(AT_CLKTCK) == 100 && !getauxval(AT_SECURE));
	CHECK(!strcmp((char *)getauxval(AT_PLATFORM), "x86_64") && getauxval(AT_RANDOM));
	CHECK(getenv("HOME") && getenv("PATH") && !strcmp(getenv("HOME"), "/"));
	errno = 0;
	CHECK(!nice(5) || errno == 0);
	CHECK(getpriority(PRIO_PROCESS, 0) == 5);
	CHECK(!setresuid(5, 6, 7) && !getresuid(&a, &b, &c) && a == 5 && b == 6 && c == 7);
	CHECK(!setuid(7) && geteuid() == 7 && setuid(0) < 0 && errno == EPERM);
	puts("ok identity");
	return 0;
}
