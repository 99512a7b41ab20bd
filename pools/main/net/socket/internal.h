/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_SOCKET_INTERNAL_H
#define UC_SOCKET_INTERNAL_H
#include <uc/net.h>

const struct uc_sockfamily *uc_socket_family(int family);
/* -EAFNOSUPPORT; says once which library would have the family. */
int uc_socket_missing(int family);

/* The parts of a message that live in application memory. */
#define MSG_ROOM 8
struct uc_message {
	struct msghdr user;    /* as the application gave it */
	struct msghdr kernel;  /* what the family sees */
	struct sockaddr_storage name;
	struct uc_iov iov;
	struct iovec room[MSG_ROOM];
	size_t control_room;
};
long uc_socket_sendmsg(struct uc_file *f, struct uc_socket *s,
		       const struct msghdr *user, int flags);
long uc_socket_recvmsg(struct uc_file *f, struct uc_socket *s,
		       struct msghdr *user, int flags);
#endif
