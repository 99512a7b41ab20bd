/* SPDX-License-Identifier: BSD-3-Clause */
/* The names. */
#include "internal.h"

enum {
	ROOT, PID, FD, SYS, KERNEL, RANDOM, VM, SYSFS, NET, CORE, IPV4, FIRST_FILE
};
#define N(i) (&uc_proc_nodes[i])
#define DIR(i, n, up) [i] = {.name = n, .parent = N(up), .mode = S_IFDIR | 0555}
#define FILE(n, up, f) {.name = n, .parent = N(up), .mode = S_IFREG | 0444, .show = f}
#define FIXED(n, up, s) {.name = n, .parent = N(up), .mode = S_IFREG | 0444, .fixed = s}
#define LINK(n, up, f) {.name = n, .parent = N(up), .mode = S_IFLNK | 0777, .show = f}
#define LINKED(n, up, s) {.name = n, .parent = N(up), .mode = S_IFLNK | 0777, .fixed = s}

struct node uc_proc_nodes[] = {
	[ROOT] = {.name = "", .mode = S_IFDIR | 0555},
	DIR(PID, "1", ROOT),
	DIR(FD, "fd", PID),
	DIR(SYS, "sys", ROOT),
	DIR(KERNEL, "kernel", SYS),
	DIR(RANDOM, "random", KERNEL),
	DIR(VM, "vm", SYS),
	DIR(SYSFS, "fs", SYS),
	DIR(NET, "net", SYS),
	DIR(CORE, "core", NET),
	DIR(IPV4, "ipv4", NET),

	[FIRST_FILE] = LINKED("self", ROOT, "1"),
	LINKED("mounts", ROOT, "self/mounts"),
	FILE("cmdline", ROOT, uc_show_boot_cmdline),
	FILE("cpuinfo", ROOT, uc_show_cpuinfo),
	FILE("filesystems", ROOT, uc_show_filesystems),
	FILE("loadavg", ROOT, uc_show_loadavg),
	FILE("meminfo", ROOT, uc_show_meminfo),
	FILE("stat", ROOT, uc_show_stat),
	FILE("uptime", ROOT, uc_show_uptime),
	FILE("version", ROOT, uc_show_version),

	FILE("auxv", PID, uc_show_auxv),
	FILE("cmdline", PID, uc_show_cmdline),
	FILE("comm", PID, uc_show_comm),
	LINK("cwd", PID, uc_show_cwd),
	FILE("environ", PID, uc_show_environ),
	LINK("exe", PID, uc_show_exe),
	FILE("limits", PID, uc_show_limits),
	FILE("maps", PID, uc_show_maps),
	FILE("mountinfo", PID, uc_show_mountinfo),
	FILE("mounts", PID, uc_show_mounts),
	FIXED("oom_score_adj", PID, "0\n"),
	LINK("root", PID, uc_show_root),
	FILE("stat", PID, uc_show_self_stat),
	FILE("statm", PID, uc_show_statm),
	FILE("status", PID, uc_show_status),

	FIXED("cap_last_cap", KERNEL, "40\n"),
	FILE("hostname", KERNEL, uc_show_hostname),
	FIXED("ngroups_max", KERNEL, "65536\n"),
	FILE("osrelease", KERNEL, uc_show_osrelease),
	FIXED("ostype", KERNEL, "Linux\n"),
	FIXED("pid_max", KERNEL, "4194304\n"),
	FIXED("threads-max", KERNEL, "65536\n"),
	FIXED("randomize_va_space", KERNEL, "2\n"),
	FILE("boot_id", RANDOM, uc_show_boot_id),
	FILE("uuid", RANDOM, uc_show_uuid),
	FIXED("entropy_avail", RANDOM, "256\n"),
	FIXED("max_map_count", VM, "65530\n"),
	FIXED("overcommit_memory", VM, "1\n"),
	FIXED("file-max", SYSFS, "65536\n"),
	FIXED("nr_open", SYSFS, "1048576\n"),
	FIXED("pipe-max-size", SYSFS, "1048576\n"),
	FIXED("somaxconn", CORE, "4096\n"),
	FIXED("ip_local_port_range", IPV4, "49152\t65535\n"),
	FIXED("tcp_fastopen", IPV4, "0\n"),
};
const unsigned uc_proc_count = UC_ARRAY_SIZE(uc_proc_nodes);
