/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/syscall.h>
#include "internal.h"

UC_SYSCALL(socket, int domain, int type, int protocol)
{
	int flags = type & (SOCK_CLOEXEC | SOCK_NONBLOCK);
	type &= ~flags;
	if (domain < 0 || domain > 255)
		return -EAFNOSUPPORT;
	if (type <= 0 || type > SOCK_PACKET)
		return -EINVAL;
	const struct uc_sockfamily *fam = uc_socket_family(domain);
	if (!fam)
		return uc_socket_missing(domain);
	struct uc_file *f;
	int r = fam->create(type, protocol, &f);
	return r < 0 ? r : uc_socket_install(f, flags);
}
