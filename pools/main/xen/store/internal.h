/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_XEN_STORE_INTERNAL_H
#define UC_XEN_STORE_INTERNAL_H
#include <uc/thread.h>
#include <uc/xen/events.h>
#include <uc/xen/store.h>
#include <xen/io/xs_wire.h>

/* wire.c: bytes through the ring. Interrupts off in all of these. */
extern bool uc_xs_partial; /* a message is half written */
bool uc_xs_connect(void);  /* false: there is no daemon, or it is mad */
/* As many of the n bytes as there is room for, or as have arrived. */
size_t uc_xs_put(const void *p, size_t n);
size_t uc_xs_get(void *p, size_t n);
bool uc_xs_broken(void);   /* an index of the daemon's was impossible */
bool uc_xs_taken(void);    /* it has read all that was put */
bool uc_xs_answered(void); /* something has arrived */

/* In a new domain: looks at the rings anew. */
void uc_xs_rings(void);
/* request.c: forgets what has arrived in part, and listens to the new channel. */
int uc_xs_reconnect(void);
extern struct uc_mutex uc_xs_sending;

/* One request under way. */
struct uc_xs_request {
	struct uc_list node;
	struct uc_waitq q;
	uint32_t type, id;
	uc_xenstore_tx tx;
	uint32_t life; /* of the daemon that was asked, see uc_xs_life */
	int result;
	bool done;
	char *reply; /* with a NUL after it; NULL: none */
	uint32_t len;
};
struct uc_xs_piece {
	const void *data;
	size_t len;
};
extern uint32_t uc_xs_life; /* which daemon it is: in the upper half of its transactions */
extern struct uc_list uc_xs_requests;
extern struct uc_waitq uc_xs_room;

/* Sends the pieces, and waits until r has the answer or, failed, none. */
int uc_xs_ask(struct uc_xs_request *r, const struct uc_xs_piece *piece, unsigned n);
/* Sends the pieces and waits for the answer; *reply, unless NULL, is the
 * caller's to free. Without it the answer is thrown away. */
int uc_xs_request(uint32_t type, uc_xenstore_tx tx, const struct uc_xs_piece *piece, unsigned n,
		  char **reply, uint32_t *len);
/* The usual form: one string with its NUL. */
int uc_xs_request_path(uint32_t type, uc_xenstore_tx tx, const char *path, char **reply, uint32_t *len);

/* receive.c: takes what has arrived apart; interrupt context. */
void uc_xs_receive(void *arg);
/* No answers will come any more: ends all requests. */
void uc_xs_fail(const char *why);
bool uc_xs_failed(void);
int uc_xs_error(const char *text); /* "ENOENT" to -ENOENT */

void uc_xs_forget(void); /* half a message */

/* watch.c, where there are watches: all are told to a new daemon. */
void uc_xs_watch_again(void) UC_WEAK;
/* watch.c, where there are watches: the payload of an event. Interrupt context. */
void uc_xs_watch_event(const char *payload, uint32_t len) UC_WEAK;
#endif
