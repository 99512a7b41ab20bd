/* SPDX-License-Identifier: BSD-3-Clause */
/* Unix domain sockets, unix(7). */
#ifndef UC_UNIX_H
#define UC_UNIX_H
#define _GNU_SOURCE
#include <sys/epoll.h>
#include <sys/un.h>
#include <uc/heap.h>
#include <uc/net.h>
#include <uc/vfs.h>

#define UC_UNIX_FDS 253 /* SCM_MAX_FD of Linux */

struct uc_unix_name {
	socklen_t len; /* of the whole sockaddr_un; 2: unnamed */
	struct sockaddr_un un;
};

/* Data on its way: a datagram, or a part of a stream. */
struct uc_unix_message {
	struct uc_unix_message *next;
	size_t len, done;        /* done: bytes of a stream already taken */
	struct uc_unix_name *from; /* datagrams of a named sender, else NULL */
	struct ucred cred;
	bool has_cred;
	unsigned fd_count;
	struct uc_file **fds;    /* references */
	char data[];
};

struct uc_unix {
	struct uc_socket s;      /* first */
	struct uc_waitq q;
	struct uc_list all;
	struct uc_unix_name name, *peer_name;
	bool name_own;           /* bound to it; else it is its listener's */
	struct uc_vnode *vnode;  /* bound to a path: a reference */
	struct uc_unix *peer;    /* other end, or a datagram's destination */
	struct uc_unix_message *head, *tail;
	size_t bytes;            /* queued here */
	bool was_connected, rx_shut, tx_shut;
	bool peer_gone;          /* the other end was closed */
	bool crowded;            /* a datagram's sender found no room here */
	int error;
	struct uc_list ready;    /* a listener's connections */
	struct uc_list node;
	unsigned ready_count, backlog;
};

extern struct uc_list uc_unix_all;
extern const struct uc_file_ops uc_unix_file_ops;
extern const struct uc_socket_ops uc_unix_ops;

struct uc_unix *uc_unix_alloc(int type);
int uc_unix_file(struct uc_unix *u, struct uc_file **f);
void uc_unix_free(struct uc_unix *u);
void uc_unix_link(struct uc_unix *a, struct uc_unix *b);
void uc_unix_message_free(struct uc_unix_message *m);
static inline void uc_unix_wake(struct uc_unix *u, unsigned events)
{
	uc_wake(&u->q, -1, events);
}
/* Room for one more byte from the peer's view. If there is none, who sends
 * datagrams there is woken when there is. */
static inline bool uc_unix_room(struct uc_unix *to, const struct uc_unix *from)
{
	bool room = to->bytes < (size_t)from->s.sndbuf;
	to->crowded |= !room;
	return room;
}
static inline bool uc_unix_connected_type(const struct uc_unix *u)
{
	return u->s.type != SOCK_DGRAM;
}

/* The socket that an address names: 0, -ECONNREFUSED, -ENOENT … */
int uc_unix_find(const struct sockaddr *sa, socklen_t len, int type,
		 struct uc_unix **found);
int uc_unix_bind(struct uc_socket *s, const struct sockaddr *sa, socklen_t len);
int uc_unix_autobind(struct uc_unix *u);
int uc_unix_connect(struct uc_socket *s, const struct sockaddr *sa,
		    socklen_t len, int flags);
int uc_unix_listen(struct uc_socket *s, int backlog);
int uc_unix_accept(struct uc_socket *s, struct uc_file **f, int flags);
ssize_t uc_unix_send(struct uc_socket *s, struct uc_iov *iov,
		     const struct msghdr *m, int flags);
ssize_t uc_unix_recv(struct uc_socket *s, struct uc_iov *iov, struct msghdr *m,
		     int flags);
#endif
