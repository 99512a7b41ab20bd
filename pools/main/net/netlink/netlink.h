/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_NETLINK_H
#define UC_NETLINK_H
#include <linux/netlink.h>
#include <linux/rtnetlink.h>
#include <uc/net.h>

/* A received datagram of one or several messages. */
struct uc_nl_data {
	struct uc_nl_data *next;
	size_t len, room;
	char data[];
};
struct uc_nl {
	struct uc_socket s; /* first */
	struct uc_waitq q;
	uint32_t port;
	struct uc_nl_data *head, *tail;
};

/* Begins a message in the socket's last datagram (a new one when it is full);
 * NULL: no memory. */
struct nlmsghdr *uc_nl_begin(struct uc_nl *n, const struct nlmsghdr *request,
			     int type, int flags, const void *body, size_t size);
/* Adds an attribute to the message begun last. Messages are small: 4 KiB. */
void uc_nl_attr(struct uc_nl *n, struct nlmsghdr *h, int type, const void *data,
		size_t size);
/* Answers a dump request: 0 or -errno. */
int uc_nl_dump(struct uc_nl *n, const struct nlmsghdr *request, int family);
#endif
