/* SPDX-License-Identifier: BSD-3-Clause */
/* /proc/self: layouts from proc(5). */
#include <elf.h>
#include <sys/mman.h>
#include <uc/heap.h>
#include <uc/page.h>
#include <uc/thread.h>
#include <uc/timer.h>
#include <uc/usage.h>
#include <uc/vm.h>
#include "internal.h"

#define TICK 10000000 /* ns; the AT_CLKTCK that programs see is 100 */

extern const Elf64_Ehdr __ehdr_start;

/* One word of the application's start stack; false at a fault. */
static bool word(uintptr_t at, uintptr_t *v)
{
	return !uc_copy_in(v, (void *)at, sizeof *v);
}

static void strings(struct text *t, uintptr_t at)
{
	char buf[256];
	uintptr_t s;

	while (word(at, &s) && s) {
		/* NULs belong to what these files show */
		for (size_t n = 0; ; s += n) {
			long r = uc_copy_in_str(buf, (void *)s, sizeof buf);
			if (r == -EFAULT)
				return;
			n = r < 0 ? sizeof buf - 1 : (size_t)r;
			if (r < 0 && uc_copy_in(buf, (void *)s, n))
				return;
			uc_text_bytes(t, buf, r < 0 ? n : n + 1);
			if (r >= 0)
				break;
		}
		at += sizeof s;
	}
}

static uintptr_t environment(void)
{
	uintptr_t argc = 0;

	word(uc_start_sp, &argc);
	return uc_start_sp + (argc + 2) * sizeof argc;
}

void uc_show_cmdline(struct text *t)
{
	strings(t, uc_start_sp + sizeof(uintptr_t));
}

void uc_show_environ(struct text *t)
{
	strings(t, environment());
}

void uc_show_auxv(struct text *t)
{
	uintptr_t at = environment(), v = 0, pair[2];

	while (word(at, &v) && v)
		at += sizeof v;
	do {
		if (uc_copy_in(pair, (void *)(at + sizeof v), sizeof pair))
			return;
		uc_text_bytes(t, pair, sizeof pair);
		at += sizeof pair;
	} while (pair[0] != AT_NULL);
}

void uc_show_comm(struct text *t)
{
	uc_text(t, "%s\n", uc_current->name);
}

void uc_show_exe(struct text *t)
{
	const char *name = uc_app_name();

	uc_text(t, "%s%s", *name == '/' ? "" : "/", name);
}

static void show_path(struct text *t, struct uc_vnode *v)
{
	char *buf = uc_malloc(4096);

	if (!buf || uc_vnode_path(v, buf, 4096) < 0)
		uc_text(t, "(unreachable)");
	else
		uc_text(t, "%s", buf);
	uc_free(buf);
}

void uc_show_cwd(struct text *t)
{
	show_path(t, uc_cwd ? uc_cwd : uc_root);
}

void uc_show_root(struct text *t)
{
	uc_text(t, "/");
}

static void map_line(struct text *t, uintptr_t from, uintptr_t to, int prot,
		     bool shared, uint64_t off, const char *name)
{
	uc_text(t, "%08lx-%08lx %c%c%c%c %08lx 00:00 0 %s%s\n", from, to,
		prot & PROT_READ ? 'r' : '-', prot & PROT_WRITE ? 'w' : '-',
		prot & PROT_EXEC ? 'x' : '-', shared ? 's' : 'p',
		(unsigned long)off, name && *name ? "                   " : "",
		name ? name : "");
}

static void image_lines(struct text *t)
{
	const char *base = (const char *)&__ehdr_start;
	const Elf64_Phdr *p = (const void *)(base + __ehdr_start.e_phoff);

	for (unsigned i = 0; i < __ehdr_start.e_phnum; i++, p++) {
		char name[72];
		if (p->p_type != PT_LOAD || !p->p_memsz)
			continue;
		uc_snprintf(name, sizeof name, "/%s", uc_app_name());
		map_line(t, UC_ALIGN_DOWN(p->p_vaddr, UC_PAGE_SIZE),
			 UC_ALIGN_UP(p->p_vaddr + p->p_memsz, UC_PAGE_SIZE),
			 (p->p_flags & PF_R ? PROT_READ : 0) |
				 (p->p_flags & PF_W ? PROT_WRITE : 0) |
				 (p->p_flags & PF_X ? PROT_EXEC : 0),
			 false, UC_ALIGN_DOWN(p->p_offset, UC_PAGE_SIZE), name);
	}
}

void uc_show_maps(struct text *t)
{
	char *path = uc_malloc(4096);

	image_lines(t);
	for (struct uc_vm_area *a = NULL; (a = uc_vm_next(a));) {
		const char *name = a->name;
		if (a->file && a->file->vnode && path &&
		    uc_vnode_path(a->file->vnode, path, 4096) > 0)
			name = path;
		map_line(t, a->start, a->end, a->prot, a->flags & MAP_SHARED,
			 a->file ? a->offset : 0, name);
	}
	uc_free(path);
}

void uc_show_statm(struct text *t)
{
	struct uc_vm_stats s;

	uc_vm_stats(&s);
	uc_text(t, "%lu %lu 0 0 0 %lu 0\n", (unsigned long)s.mapped / UC_PAGE_SIZE,
		(unsigned long)s.resident / UC_PAGE_SIZE,
		(unsigned long)s.mapped / UC_PAGE_SIZE);
}

void uc_show_self_stat(struct text *t)
{
	struct uc_vm_stats s;

	uc_vm_stats(&s);
	/* state … tpgid, faults, utime stime cutime cstime, priority nice
	 * threads, itrealvalue, starttime vsize rss rsslim, the rest zero */
	uc_text(t, "1 (%s) R 0 1 1 0 -1 0 0 0 0 0 %lu 0 0 0 20 0 %u 0 0 %lu %lu "
		   "18446744073709551615", uc_current->name,
		(unsigned long)(uc_cpu_time() / TICK), uc_thread_count(),
		(unsigned long)s.mapped, (unsigned long)s.resident / UC_PAGE_SIZE);
	for (int i = 26; i <= 52; i++)
		uc_text(t, " %d", i == 38 ? 17 : 0); /* exit_signal: SIGCHLD */
	uc_text(t, "\n");
}

void uc_show_status(struct text *t)
{
	struct uc_vm_stats s;
	unsigned n = 0;

	uc_vm_stats(&s);
	for (int fd = -1; (fd = uc_fd_next(fd + 1)) >= 0;)
		n++;
	uc_text(t, "Name:\t%s\nUmask:\t%04o\nState:\tR (running)\nTgid:\t1\n"
		   "Ngid:\t0\nPid:\t1\nPPid:\t0\nTracerPid:\t0\n"
		   "Uid:\t0\t0\t0\t0\nGid:\t0\t0\t0\t0\n",
		uc_current->name, uc_umask);
	uc_text(t, "FDSize:\t%u\nVmPeak:\t%8lu kB\nVmSize:\t%8lu kB\n"
		   "VmHWM:\t%8lu kB\nVmRSS:\t%8lu kB\nThreads:\t%u\n"
		   "SigBlk:\t%016lx\n",
		n, (unsigned long)s.mapped >> 10, (unsigned long)s.mapped >> 10,
		(unsigned long)s.resident >> 10, (unsigned long)s.resident >> 10,
		uc_thread_count(), (unsigned long)uc_current->sig_mask);
}

void uc_show_limits(struct text *t)
{
	static const char line[] = "%-25s %-20s %-20s %-10s\n";
	char n[16];

	uc_snprintf(n, sizeof n, "%d", uc_fd_limit());
	uc_text(t, line, "Limit", "Soft Limit", "Hard Limit", "Units");
	uc_text(t, line, "Max open files", n, n, "files");
	uc_text(t, line, "Max address space", "unlimited", "unlimited", "bytes");
}

static const char *mount_flags(const struct uc_mount *m)
{
	return m->flags & 1 ? "ro,relatime" : "rw,relatime";
}

void uc_show_mounts(struct text *t)
{
	uc_list_each(p, &uc_mounts) {
		struct uc_mount *m = UC_CONTAINER(p, struct uc_mount, all);
		uc_text(t, "%s %s %s %s 0 0\n", m->source, m->path, m->fs->name,
			mount_flags(m));
	}
}

void uc_show_mountinfo(struct text *t)
{
	int id = 1;

	uc_list_each(p, &uc_mounts) {
		struct uc_mount *m = UC_CONTAINER(p, struct uc_mount, all);
		uc_text(t, "%d %d 0:%lu / %s %s - %s %s %s\n", id, id > 1,
			(unsigned long)m->dev, m->path, mount_flags(m),
			m->fs->name, m->source, m->flags & 1 ? "ro" : "rw");
		id++;
	}
}
