/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices (class "netdev") and socket families (class "sockfamily").
 */
#ifndef UC_NET_H
#define UC_NET_H
#include <sys/socket.h>
#include <uc/file.h>

/* A received or to-be-sent frame lives in driver- or stack-owned memory. */
struct uc_netdev {
	const char *name;      /* driver */
	uint8_t mac[6];
	uint16_t mtu;
	unsigned features;
#define UC_NET_TX_CSUM 1 /* device computes TCP/UDP checksums */
#define UC_NET_RX_CSUM 2 /* device has checked them */
#define UC_NET_TSO4    4
#define UC_NET_TSO6    8
	const struct uc_netdev_ops *ops;
	void *driver;
	void *stack;           /* the stack's own (netif) */
	/* set by the stack; called from poll context, never from interrupts */
	void (*kick)(struct uc_netdev *); /* interrupt context: work arrived */
};
/* struct uc_netdev_driver is the member type of class "netdev": probe is called
 * with 0, 1, … until it returns NULL. */
struct uc_netdev_driver {
	const char *name;
	struct uc_netdev *(*probe)(unsigned index);
};

/* Class "sockfamily". create fills *f's ops and data. */
struct uc_sockfamily {
	int family; /* AF_INET … */
	int (*create)(int type, int protocol, struct uc_file **f);
	int (*pair)(int type, int protocol, struct uc_file *f[2]); /* or NULL */
};
struct uc_sockopt_arg;
/* What sockets add to a file; f->data begins with a struct uc_socket. */
struct uc_socket;
struct uc_socket_ops {
	int (*bind)(struct uc_socket *, const struct sockaddr *, socklen_t);
	int (*connect)(struct uc_socket *, const struct sockaddr *, socklen_t, int flags);
	int (*listen)(struct uc_socket *, int backlog);
	int (*accept)(struct uc_socket *, struct uc_file **, int flags);
	int (*getname)(struct uc_socket *, struct sockaddr_storage *, socklen_t *, bool peer);
	/* msg's pointers are kernel copies, iov through uc_iov. */
	ssize_t (*send)(struct uc_socket *, struct uc_iov *, const struct msghdr *, int flags);
	ssize_t (*recv)(struct uc_socket *, struct uc_iov *, struct msghdr *, int flags);
	int (*shutdown)(struct uc_socket *, int how);
	int (*setsockopt)(struct uc_socket *, int level, int name, const void *val, socklen_t len);
	int (*getsockopt)(struct uc_socket *, int level, int name, void *val, socklen_t *len);
};
struct uc_socket {
	const struct uc_socket_ops *ops;
	struct uc_file *file; /* not a reference */
	int family, type, protocol;
};
#endif
