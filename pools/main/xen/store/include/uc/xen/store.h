/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * Xenstore (Xen, docs/misc/xenstore.txt). Paths are absolute, or relative to
 * the domain's own folder. From any thread; all of it sleeps, but for
 * uc_xenstore_write_last. Results are 0 or -errno: what the daemon answered
 * (-ENOENT, -EACCES, -EAGAIN …), -ENODEV where there is no daemon, -EIO when it
 * broke the protocol (then for good), -E2BIG, -ENOMEM, -ETIMEDOUT.
 */
#ifndef UC_XEN_STORE_H
#define UC_XEN_STORE_H

/* A transaction, of one daemon; none: each request stands alone. -EAGAIN, of end or
 * of a request: somebody else changed what was read, or the domain was moved; begin
 * again, after end. */
typedef uint64_t uc_xenstore_tx;
#define UC_XENSTORE_NO_TX 0
int uc_xenstore_begin(uc_xenstore_tx *tx);
int uc_xenstore_end(uc_xenstore_tx tx, bool commit);

/* The node's value with a NUL after it, to be freed with uc_free. */
int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **value);
/* The same of a text: -EILSEQ if there are control characters in it, other than
 * those that are blanks. */
int uc_xenstore_read_text(uc_xenstore_tx tx, const char *path, char **value);
/* A decimal number, nothing else, of at most max: -EINVAL if it is none. */
int uc_xenstore_read_number(uc_xenstore_tx tx, const char *path, uint64_t max, uint64_t *value);
int uc_xenstore_write(uc_xenstore_tx tx, const char *path, const char *value);
int uc_xenstore_remove(uc_xenstore_tx tx, const char *path);
/* The names below path: *count strings, one after the other, each with its NUL,
 * in a block to be freed. */
int uc_xenstore_list(uc_xenstore_tx tx, const char *path, char **names, unsigned *count);

/* dir, "/", node. -ENAMETOOLONG where it does not fit. */
#define UC_XENSTORE_PATH 256
int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *node);

/*
 * Calls fn, in a thread for that purpose, once at the beginning and whenever a
 * node at or below path has changed. The structure and path stay the caller's
 * until uc_xenstore_unwatch, after which fn is not called (not from fn itself).
 * events counts the changes; those of before the answer to a request that is made
 * later are among them.
 */
struct uc_xenstore_watch {
	const char *path;
	void (*fn)(struct uc_xenstore_watch *w);
	bool due;
	volatile unsigned events;
	struct uc_list node;
};
int uc_xenstore_watch(struct uc_xenstore_watch *w);
void uc_xenstore_unwatch(struct uc_xenstore_watch *w);
/* Has fn called once more. Callable from anywhere. */
void uc_xenstore_call(struct uc_xenstore_watch *w);

/*
 * For a domain that is saved: waits until nothing is under way, and keeps others
 * from asking. Then goes on: with the same daemon, or, moved, with a new one, to
 * which all watches are told again. The same thread calls both.
 */
void uc_xenstore_stop(void);
void uc_xenstore_go(bool moved);

/* At the end of the domain: one write without sleeping or memory, interrupts off,
 * best effort. */
void uc_xenstore_write_last(const char *path, const char *value);
#endif
