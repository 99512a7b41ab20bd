/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Name servers that DHCP, router advertisements or ip= gave. Resolving names is
 * libc's business; it reads /etc/resolv.conf, which is made here when there is
 * none. Who opens it before DHCP is through waits for that: a program's first
 * act may be to resolve a name. An image that cannot open files links without the file system.
 */
#include <fcntl.h>
#include <uc/vfs.h>
#include "net.h"
#include "lwip/dns.h"

#define PATH "/etc/resolv.conf"

bool uc_net_resolv_dirty;
static ip_addr_t servers[DNS_MAX_SERVERS];
static bool ours; /* the file was made here */

extern __typeof__(uc_open) uc_open UC_WEAK;
extern __typeof__(uc_walk_parent) uc_walk_parent UC_WEAK;

void dns_setserver(u8_t i, const ip_addr_t *a)
{
	if (i >= DNS_MAX_SERVERS)
		return;
	ip_addr_t v = a ? *a : *IP_ADDR_ANY;
	if (ip_addr_cmp(&servers[i], &v))
		return;
	servers[i] = v;
	uc_net_resolv_dirty = true;
	uc_net_wake();
}

const ip_addr_t *dns_getserver(u8_t i)
{
	return i < DNS_MAX_SERVERS ? &servers[i] : IP_ADDR_ANY;
}

static size_t text(char *buf, size_t room)
{
	size_t n = 0;
	for (int i = 0; i < DNS_MAX_SERVERS; i++) {
		char a[IPADDR_STRLEN_MAX];
		if (ip_addr_isany(&servers[i]))
			continue;
		ipaddr_ntoa_r(&servers[i], a, sizeof a);
		n += uc_snprintf(buf + n, room - n, "nameserver %s\n", a);
	}
	return n;
}

static void make_etc(void)
{
	struct uc_vnode *dir, *etc;
	char name[256];
	if (uc_walk_parent(AT_FDCWD, "/etc", &dir, name) < 0)
		return;
	if (dir->ops->lookup && dir->ops->lookup(dir, "etc", 3, &etc) == 0)
		uc_vnode_put(etc);
	else if (dir->ops->create && dir->ops->create(dir, "etc", 3,
			S_IFDIR | 0755, 0, &etc) == 0)
		uc_vnode_put(etc);
	uc_vnode_put(dir);
}

void uc_net_resolv_update(void)
{
	char buf[256];
	int err;
	size_t n = text(buf, sizeof buf);
	uc_net_resolv_dirty = false;
	if (!n || !uc_open || !uc_walk_parent)
		return;
	make_etc();
	struct uc_file *f = uc_open(AT_FDCWD, PATH, O_WRONLY | O_CREAT |
				    (ours ? O_TRUNC : O_EXCL), 0644, &err);
	if (!f)
		return; /* the root file system brought one, or is read-only */
	ours = true;
	uc_file_write_kernel(f, buf, n, &f->pos);
	uc_file_put(f);
}

bool uc_open_missing(const char *path)
{
	if (strcmp(path, PATH))
		return false;
	bool waited = uc_net_wait_ipv4();
	if (!uc_net_resolv_dirty) /* netd was here first, or nothing is new */
		return waited;
	uc_net_resolv_update();
	return true;
}
