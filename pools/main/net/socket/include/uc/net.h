/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Network devices (class "netdev") and socket families (class "sockfamily").
 */
#ifndef UC_NET_H
#define UC_NET_H
#include <sys/socket.h>
#include <uc/file.h>

struct uc_netdev;
/*
 * A received frame in memory of the driver's. The stack may keep it for long
 * (it sits in a socket's queue) and gives it back by ops->recycle. The driver
 * allocates these, data follows in the same or another block.
 */
struct uc_netbuf {
	uint8_t *data;         /* Ethernet header */
	uint32_t len;          /* bytes from data, bounded by the driver */
	uint32_t room;         /* bytes from data that are writable, >= len */
	uint32_t flags;
#define UC_NETBUF_CSUM_OK 1    /* TCP/UDP checksum was verified by the device */
#define UC_NETBUF_CSUM_PARTIAL 2 /* local sender: not filled in, trustworthy */
	struct uc_netdev *dev;
	uint64_t stack[8];     /* the stack's own */
};
/* A frame to send: pieces of direct-map or image memory. */
struct uc_netpiece {
	const void *data;
	uint32_t len;
};
struct uc_netsend {
	const struct uc_netpiece *piece;
	unsigned count;        /* <= UC_NET_PIECES */
#define UC_NET_PIECES 8
	/* csum_start != 0: the device sums from there to the end and stores the
	 * result at csum_start + csum_offset (the pseudo header's sum is there). */
	uint16_t csum_start, csum_offset;
	uint16_t gso_size, gso_header; /* with UC_NET_TSO*, else 0 */
	bool gso_v6;
	void *cookie;          /* dev->sent(dev, cookie) when memory is free again */
};
struct uc_netdev_ops {
	/* Queues a frame without ringing the doorbell. 0, -ENOBUFS when the queue
	 * is full (nothing was taken). May call dev->sent for earlier frames. */
	int (*send)(struct uc_netdev *, const struct uc_netsend *);
	/* Rings the doorbell if something was queued since the last time. */
	void (*flush)(struct uc_netdev *);
	/* Hands at most budget received frames to dev->input, refills the ring,
	 * reclaims sent frames (dev->sent). Returns how many frames came. */
	unsigned (*poll)(struct uc_netdev *, unsigned budget);
	/* The stack is done with a frame. */
	void (*recycle)(struct uc_netdev *, struct uc_netbuf *);
	/* Receive interrupts. kick fires at most once, then they are off until
	 * irq_on, which returns true if something arrived meanwhile. */
	bool (*irq_on)(struct uc_netdev *);
	bool (*link)(struct uc_netdev *); /* carrier; NULL: always */
};
struct uc_netdev {
	const char *name;      /* driver */
	uint8_t mac[6];
	uint16_t mtu;
	unsigned features;
#define UC_NET_TX_CSUM 1 /* device computes TCP/UDP checksums */
#define UC_NET_RX_CSUM 2 /* device checks them, see UC_NETBUF_CSUM_* */
#define UC_NET_TSO4    4
#define UC_NET_TSO6    8
	const struct uc_netdev_ops *ops;
	void *driver;
	void *stack;           /* the stack's own (netif) */
	/* Set by the stack. kick: interrupt context, work arrived. The others:
	 * out of ops->poll and ops->send only. input takes the frame over. */
	void (*kick)(struct uc_netdev *);
	void (*input)(struct uc_netdev *, struct uc_netbuf *);
	void (*sent)(struct uc_netdev *, void *cookie);
};
/* struct uc_netdev_driver is the member type of class "netdev": probe is called
 * with 0, 1, … until it returns NULL. Interrupts begin with irq_on. */
struct uc_netdev_driver {
	const char *name;
	struct uc_netdev *(*probe)(unsigned index);
};
UC_DECLARE_CLASS(netdev);

/* Class "sockfamily". create fills *f's ops and data. */
struct uc_sockfamily {
	int family; /* AF_INET … */
	int (*create)(int type, int protocol, struct uc_file **f);
	int (*pair)(int type, int protocol, struct uc_file *f[2]); /* or NULL */
};
UC_DECLARE_CLASS(sockfamily);

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
