/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_PROCFS_INTERNAL_H
#define UC_PROCFS_INTERNAL_H
#include <uc/vfs.h>

/* Text that is written when a file is opened. */
struct text {
	char *p;
	size_t len, room;
	bool failed; /* no memory */
};
void uc_text(struct text *t, const char *fmt, ...) UC_PRINTF(2, 3);
void uc_text_bytes(struct text *t, const void *p, size_t n);

/* One name below /proc. Parents precede children in the table. */
struct node {
	const char *name;
	struct node *parent;
	mode_t mode;                   /* kind and permissions */
	void (*show)(struct text *t);  /* of a file; also a link's target */
	const char *fixed;             /* the same where it never changes */
	struct uc_vnode v;
};
extern struct node uc_proc_nodes[];
extern const unsigned uc_proc_count;

/* /proc/self/fd */
int uc_proc_fd_lookup(struct uc_vnode *dir, const char *name, size_t len,
		      struct uc_vnode **out);
extern const struct uc_file_ops uc_proc_fd_dir_file;

void uc_proc_stat(const struct uc_vnode *v, mode_t mode, struct stat *st);

/* What the files hold, by name. */
void uc_show_cmdline(struct text *), uc_show_environ(struct text *),
	uc_show_maps(struct text *), uc_show_self_stat(struct text *),
	uc_show_statm(struct text *), uc_show_status(struct text *),
	uc_show_auxv(struct text *), uc_show_comm(struct text *),
	uc_show_limits(struct text *), uc_show_mounts(struct text *),
	uc_show_mountinfo(struct text *), uc_show_exe(struct text *),
	uc_show_cwd(struct text *), uc_show_root(struct text *),
	uc_show_meminfo(struct text *), uc_show_cpuinfo(struct text *),
	uc_show_stat(struct text *), uc_show_loadavg(struct text *),
	uc_show_uptime(struct text *), uc_show_version(struct text *),
	uc_show_filesystems(struct text *), uc_show_boot_cmdline(struct text *),
	uc_show_osrelease(struct text *), uc_show_hostname(struct text *),
	uc_show_uuid(struct text *), uc_show_boot_id(struct text *);

/* posix/process: argv[0], and the stack pointer that the application began
 * with (argc, argv, environment, auxiliary vector; System V ABI for AMD64,
 * section 3.4.1) */
extern uintptr_t uc_start_sp;
const char *uc_app_name(void);
extern char uc_hostname[];
#endif
