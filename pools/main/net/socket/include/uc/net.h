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
	struct uc_netbuf *next; /* the frame goes on there; NULL: this is its end */
	uint64_t stack[8];     /* the stack's own */
};
/* A frame to send: pieces of direct-map or image memory. */
struct uc_netpiece {
	const void *data;
	uint32_t len;
};
struct uc_netsend {
	const struct uc_netpiece *piece;
	unsigned count;        /* <= UC_NET_PIECES; of all, 65535 bytes at most */
#define UC_NET_PIECES 46       /* 44 segments of 1460 bytes in a frame, and headers */
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
	/* The IPv4 address that the platform chose, in the form of the command
	 * line's ip=; NULL: none. */
	const char *ip;
	unsigned features;
#define UC_NET_TX_CSUM 1 /* device computes TCP/UDP checksums */
#define UC_NET_RX_CSUM 2 /* device checks them, see UC_NETBUF_CSUM_* */
#define UC_NET_TSO4    4
#define UC_NET_TSO6    8
	/* The driver says, before a kick, that what it is linked to is another place;
	 * the stack then goes by the mtu and features that there are now, tells the
	 * neighbours there, and clears it. */
	bool moved;
	const struct uc_netdev_ops *ops;
	void *driver;
	void *stack;           /* the stack's own (netif) */
	/* Set by the stack. kick: interrupt context, work arrived. The others:
	 * out of ops->poll and ops->send only. input takes the frame over; it may
	 * have several buffers, of which the first one's flags are meant. */
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
/* The machine's devices, eth0 and so on; NULL behind the last. The first call, at
 * level NET or later, looks for them. */
#define UC_NETDEVS 32
struct uc_netdev *uc_netdev_get(unsigned index);

/* Class "sockfamily". create makes a file whose data begins with a struct
 * uc_socket and whose operations come from UC_SOCKET_FILE_OPS. */
struct uc_sockfamily {
	int family; /* AF_INET … */
	int (*create)(int type, int protocol, struct uc_file **f);
	int (*pair)(int type, int protocol, struct uc_file *f[2]); /* or NULL */
};
UC_DECLARE_CLASS(sockfamily);

/*
 * Operations of a socket; a NULL one answers EOPNOTSUPP (bind, connect, listen,
 * accept, shutdown) or ENOPROTOOPT. Results are 0, a count or -errno. flags are
 * MSG_*, with MSG_DONTWAIT added for a non-blocking file.
 */
struct uc_socket;
struct uc_socket_ops {
	int (*bind)(struct uc_socket *, const struct sockaddr *, socklen_t);
	int (*connect)(struct uc_socket *, const struct sockaddr *, socklen_t,
		       int flags);
	int (*listen)(struct uc_socket *, int backlog);
	/* *f has one reference; its status flags are 0. */
	int (*accept)(struct uc_socket *, struct uc_file **f, int flags);
	int (*getname)(struct uc_socket *, struct sockaddr_storage *,
		       socklen_t *, bool peer);
	/* All of msg is kernel memory; msg->msg_iov is not used. send: msg may be
	 * NULL. recv: name, namelen, control, controllen and flags are in/out,
	 * msg_namelen set to the true length. */
	ssize_t (*send)(struct uc_socket *, struct uc_iov *,
			const struct msghdr *, int flags);
	ssize_t (*recv)(struct uc_socket *, struct uc_iov *, struct msghdr *,
			int flags);
	int (*shutdown)(struct uc_socket *, int how);
	/* SOL_SOCKET options that this header has a field for were stored before
	 * the call (then -ENOPROTOOPT is no error). */
	int (*setsockopt)(struct uc_socket *, int level, int name,
			  const void *val, socklen_t len);
	/* *len: room in, size out. */
	int (*getsockopt)(struct uc_socket *, int level, int name, void *val,
			  socklen_t *len);
	int (*take_error)(struct uc_socket *); /* SO_ERROR, positive; or NULL */
};
struct uc_socket {
	const struct uc_socket_ops *ops;
	struct uc_file *file;          /* not a reference */
	int family, type, protocol;
	uint64_t rcvtimeo, sndtimeo;   /* ns; 0: for ever */
	int rcvbuf, sndbuf, rcvlowat;  /* bytes */
	int linger;                    /* seconds; < 0: off */
	unsigned options;              /* 1 << SO_* for the on/off ones below 32 */
	bool listening;
	bool pktinfo, recvttl, timestamp;
};
static inline bool uc_socket_option(const struct uc_socket *s, int so)
{
	return s->options >> so & 1;
}
void uc_socket_init(struct uc_socket *s, const struct uc_socket_ops *ops,
		    int family, int type, int protocol);

/* The common part of a socket's file operations. */
ssize_t uc_socket_read(struct uc_file *, struct uc_iov *, off_t *);
ssize_t uc_socket_write(struct uc_file *, struct uc_iov *, off_t *);
int uc_socket_stat(struct uc_file *, struct stat *);
#define UC_SOCKET_FILE_OPS                                                     \
	.read = uc_socket_read, .write = uc_socket_write, .stat = uc_socket_stat
/* The socket behind a file, or NULL (ENOTSOCK). */
struct uc_socket *uc_socket_of(struct uc_file *f);
/* The same for a descriptor, *f with a reference. 0, -EBADF, -ENOTSOCK. */
int uc_socket_fd(int fd, struct uc_file **f, struct uc_socket **s);
/* Makes f a descriptor with SOCK_CLOEXEC and SOCK_NONBLOCK of flags applied;
 * f is consumed in any case. */
int uc_socket_install(struct uc_file *f, int flags);

/* Until when an operation may wait, given its MSG_* flags and timeout (ns). */
uint64_t uc_socket_deadline(uint64_t timeout, int flags);
#define UC_SOCKET_NOWAIT 0
/* What a wait's result (-EINTR, -ETIMEDOUT) means to the caller. */
int uc_socket_wait_error(int r, uint64_t timeout);
/* EPIPE with its signal, unless MSG_NOSIGNAL. */
int uc_socket_epipe(int flags);

/* netdevice(7) requests, which any socket takes; there with an
 * IP stack, so others refer to it weakly. */
long uc_netdev_ioctl(unsigned long req, long arg);

/* Copies an address in and out of application memory. */
int uc_socket_addr_in(struct sockaddr_storage *ss, const void *user,
		      socklen_t len);
int uc_socket_addr_out(const struct sockaddr_storage *ss, socklen_t len,
		       void *user, socklen_t *user_len);
/* Appends a control message to msg if there is room, else sets MSG_CTRUNC. */
void uc_socket_cmsg(struct msghdr *msg, size_t room, size_t *used, int level,
		    int type, const void *data, size_t n);
#endif
