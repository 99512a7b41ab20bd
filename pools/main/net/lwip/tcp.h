/* SPDX-License-Identifier: BSD-3-Clause */
/* A TCP socket. */
#ifndef UC_LWIP_TCP_H
#define UC_LWIP_TCP_H
#include "inet.h"
#include "lwip/tcp.h"
#include "lwip/priv/tcp_priv.h"

struct uc_tcp {
	struct uc_inet i;      /* first */
	struct tcp_pcb *pcb;   /* NULL: never opened, or gone */
	ip_addr_t own;         /* what bind(2) asked for, */
	bool named;            /* if it was called */
	/* received, in order; tot_len of these is not kept up */
	struct pbuf *rx, *rx_tail;
	uint32_t rx_bytes;
	bool connecting;
	bool established;      /* has been; distinguishes ENOTCONN and EPIPE */
	bool rx_fin;           /* the peer sent everything, or is gone */
	bool rx_shut, tx_shut; /* shutdown(2) */
	bool want_write;       /* somebody was told there is no room */
	bool corked, nodelay;
	/* fast recovery: see tcp_recovery.c */
	bool recovering;
	uint8_t reordering;    /* segments that may overtake one; 0: three */
	uint16_t resent, needless; /* segments, in this recovery */
	uint32_t recover;      /* what was sent when it began */
	uint32_t cwnd_before, ssthresh_before;
	/* a listener's: */
	struct uc_list ready;  /* connections to accept */
	unsigned ready_count, backlog;
	/* a connection's, not accepted yet: */
	struct uc_list node;
	struct uc_tcp *listener;
	int keep_idle, keep_intvl, keep_cnt, user_mss; /* 0: default */
};

extern const struct uc_file_ops uc_tcp_file_ops;
extern const struct uc_socket_ops uc_tcp_ops;
struct uc_tcp *uc_tcp_alloc(int family);
/* Makes the pcb that an unopened socket needs: 0 or -ENOBUFS. */
int uc_tcp_pcb(struct uc_tcp *t);
void uc_tcp_attach(struct uc_tcp *t);  /* callbacks of a connection */
void uc_tcp_detach(struct uc_tcp *t);  /* before the pcb is given up */
void uc_tcp_options(struct uc_tcp *t); /* options of the socket to the pcb */
void uc_tcp_drop_rx(struct uc_tcp *t);
void uc_tcp_free(struct uc_tcp *t);    /* ends the connection as close does */
unsigned uc_tcp_events(struct uc_tcp *t);
void uc_tcp_wake(struct uc_tcp *t, unsigned events);
bool uc_tcp_writable(struct uc_tcp *t);
/* Before lwIP sees a segment with options, or any in recovery. */
void uc_tcp_scoreboard(struct uc_tcp *t, const struct tcp_hdr *hdr,
		       unsigned optlen, bool empty);
void uc_tcp_recovery(struct uc_tcp *t); /* after an acknowledgement */

int uc_tcp_bind(struct uc_socket *s, const struct sockaddr *sa, socklen_t len);
int uc_tcp_bind_free(struct uc_tcp *t); /* picks a port; 0, -EADDRINUSE */
/* The pcb is gone, the socket may be opened again: its address is what bind(2)
 * gave it, or none. 0, -ENOBUFS (then it is for who opens it to try again). */
int uc_tcp_rebind(struct uc_tcp *t);
int uc_tcp_connect(struct uc_socket *s, const struct sockaddr *sa,
		   socklen_t len, int flags);
/* Of the listeners on l's address, the one for the connection of peer. */
struct uc_tcp *uc_tcp_share(struct uc_tcp *l, const struct tcp_pcb *peer);
void uc_tcp_limit(struct uc_tcp *l); /* after l's queue or backlog changed */
int uc_tcp_listen(struct uc_socket *s, int backlog);
int uc_tcp_accept(struct uc_socket *s, struct uc_file **f, int flags);
ssize_t uc_tcp_send(struct uc_socket *s, struct uc_iov *iov,
		    const struct msghdr *m, int flags);
ssize_t uc_tcp_recv(struct uc_socket *s, struct uc_iov *iov, struct msghdr *m,
		    int flags);
int uc_tcp_shutdown(struct uc_socket *s, int how);
int uc_tcp_setsockopt(struct uc_socket *s, int level, int name, const void *val,
		      socklen_t len);
int uc_tcp_getsockopt(struct uc_socket *s, int level, int name, void *val,
		      socklen_t *len);
long uc_tcp_ioctl(struct uc_file *f, unsigned long req, long arg);
#endif
