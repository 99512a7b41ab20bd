/* SPDX-License-Identifier: BSD-3-Clause */
/* The xenstore client under a daemon that obeys, in pieces and out of order, and
 * under one that writes anything into the page and into its answers. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
static inline void uc_barrier(void) { __asm__ volatile("" ::: "memory"); }
#include "../../pools/main/xen/store/wire.c"
#undef SIZE
#include "../../pools/main/xen/store/receive.c"
#include "../../pools/main/xen/store/error.c"
#include "../../pools/main/xen/store/request.c"
#include "../../pools/main/xen/store/read.c"
#include "../../pools/main/xen/store/read_number.c"
#include "../../pools/main/xen/store/read_text.c"
#include "../../pools/main/xen/store/write.c"
#include "../../pools/main/xen/store/list.c"
#include "../../pools/main/xen/store/join.c"
#include "../../pools/main/xen/store/transaction.c"
#include "../../pools/main/xen/store/suspend.c"
#define write publish_write
#include "../../pools/main/xen/bus/publish.c"
#undef write
#define request watch_request
#include "../../pools/main/xen/store/watch.c"
#undef request
#include "../../pools/main/sched/core/wait.c"

void *malloc(size_t);
void *calloc(size_t, size_t);
void free(void *);
void *uc_malloc(size_t n) { return unit_random() % 500 ? malloc(n) : NULL; }
void uc_free(void *p) { free(p); }
static unsigned complaints;
void uc_printk(const char *fmt, ...) { (void)fmt; complaints++; }
int uc_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int vsnprintf(char *, size_t, const char *, va_list);

	va_start(ap, fmt);
	int r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}
uint64_t uc_strtou(const char *s, const char **end)
{
	unsigned long strtoul(const char *, char **, int);

	if (*s < '0' || *s > '9') {
		*end = s;
		return 0;
	}
	return strtoul(s, (char **)end, 10);
}
static struct uc_thread self;
struct uc_thread *uc_current = &self;
void uc_thread_wake(struct uc_thread *t) { (void)t; }
/* Who waits for his turn to ask may find the domain moved. */
static unsigned move_at;
static void move(void);
void uc_mutex_lock(struct uc_mutex *m)
{
	CHECK(!m->owner);
	if (move_at && !--move_at)
		move();
	m->owner = uc_current;
}
void uc_mutex_unlock(struct uc_mutex *m) { m->owner = NULL; }
static void (*watch_thread)(void *);
struct uc_thread *uc_thread_kernel(const char *name, void (*fn)(void *), void *arg)
{
	(void)name, (void)arg;
	watch_thread = fn;
	return &self;
}
static uint64_t now;
uint64_t uc_monotonic(void) { return now; }

static struct xenstore_domain_interface page;
struct uc_xen_boot uc_xen_boot = {.store_pa = 0x1000, .store_port = 3};
void *uc_xen_page(uint64_t pa) { CHECK(pa == 0x1000); return &page; }
int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg)
{
	CHECK(port == 3 && fn == uc_xs_receive && !arg);
	return 0;
}
void uc_evtchn_notify(evtchn_port_t port) { CHECK(port == 3); }

/* The daemon. Values are made of the path, so that it need not remember. */
static char in_buf[8192], out_buf[65536];
static unsigned in_len, out_len, naps;
static enum { OBEYS, LIES, SCRIBBLES } mood;
static bool deaf; /* no event arrives */
static unsigned wasted; /* times that somebody waited for one in vain */

static const char *there; /* a path that it has a watch of already */
static unsigned told_twice;
static void meddle(void);

static unsigned transaction = 77; /* the daemon's one, and what it has of it */
static unsigned written, committed;

static void value_of(const char *key, char *value, unsigned *len)
{
	unsigned n = 0;

	for (const char *p = key; *p; p++)
		n = n * 31 + *p;
	*len = n % 4096;
	for (unsigned i = 0; i < *len; i++)
		value[i] = 'a' + (n + i * i) % 26;
}

static void answer(uint32_t type, uint32_t id, const void *data, uint32_t len)
{
	struct xsd_sockmsg m = {.type = type, .req_id = id, .len = len};

	if (mood == LIES)
		switch (unit_random() % 12) {
		case 0: m.type = unit_random(); break;
		case 1: m.req_id = unit_random() % (id + 2); break;
		case 2: m.len = unit_random() % 2 ? unit_random() : unit_random() % 5000; break;
		case 3: m.type = XS_WATCH_EVENT; break;
		case 4: m.type = XS_ERROR; break;
		}
	if (out_len + sizeof m + len > sizeof out_buf)
		return;
	memcpy(out_buf + out_len, &m, sizeof m);
	memcpy(out_buf + out_len + sizeof m, data, len);
	out_len += sizeof m + len;
}

static void serve(const struct xsd_sockmsg *m, const char *data)
{
	char value[4096];
	unsigned len;

	CHECK(m->len <= XENSTORE_PAYLOAD_MAX);
	if (mood == SCRIBBLES && m->len && data[m->len - 1])
		return; /* what was scribbled on */
	if (unit_random() % 3 == 0)
		answer(XS_WATCH_EVENT, 0, "a/path\0not a token", 19);
	switch (m->type) {
	case XS_READ:
		CHECK(m->len && !data[m->len - 1]);
		if (data[0] == 'n')
			answer(XS_ERROR, m->req_id, "ENOENT", 7);
		else if (data[0] == '#')
			answer(XS_READ, m->req_id, data + 1, m->len - 2);
		else
			value_of(data, value, &len), answer(XS_READ, m->req_id, value, len);
		break;
	case XS_DIRECTORY:
		answer(XS_DIRECTORY, m->req_id, "0\0seven\0" "12", 10);
		break;
	case XS_TRANSACTION_START:
		written = 0;
		uc_snprintf(value, sizeof value, "%u", transaction);
		answer(m->type, m->req_id, value, strlen(value) + 1);
		break;
	case XS_WRITE:
		CHECK(mood != OBEYS || !m->tx_id || m->tx_id == transaction);
		written += m->tx_id == transaction;
		answer(m->type, m->req_id, "OK", 3);
		break;
	case XS_TRANSACTION_END:
		CHECK(m->tx_id == transaction || mood == SCRIBBLES);
		if (transaction != 77) {
			committed = written;
			answer(m->type, m->req_id, "OK", 3);
			break;
		}
		answer(data[0] == 'T' ? XS_ERROR : m->type, m->req_id, data[0] == 'T' ? "EAGAIN" : "OK\0\0\0\0", 7);
		break;
	case XS_WATCH:
		if (there && !strcmp(data, there)) {
			told_twice++;
			answer(XS_ERROR, m->req_id, "EEXIST", 7);
			break;
		}
		/* fall through */
	default:
		answer(m->type, m->req_id, "OK", 3);
	}
}

static void step(void)
{
	unsigned n = page.req_prod - page.req_cons, k, most = unit_random() % 1500;
	struct xsd_sockmsg m;

	CHECK(mood == SCRIBBLES || n <= XENSTORE_RING_SIZE);
	n = UC_MIN(n, most);
	for (k = 0; k < n && in_len < sizeof in_buf; k++)
		in_buf[in_len++] = page.req[page.req_cons++ % XENSTORE_RING_SIZE];
	while (in_len >= sizeof m) {
		memcpy(&m, in_buf, sizeof m);
		if (mood == SCRIBBLES && m.len > 4096)
			break;
		if (in_len < sizeof m + m.len)
			break;
		serve(&m, in_buf + sizeof m);
		in_len -= sizeof m + m.len;
		memmove(in_buf, in_buf + sizeof m + m.len, in_len);
	}
	most = unit_random() % 1500;
	n = UC_MIN(out_len, most);
	n = UC_MIN(n, XENSTORE_RING_SIZE - UC_MIN(page.rsp_prod - page.rsp_cons, XENSTORE_RING_SIZE));
	for (k = 0; k < n; k++)
		page.rsp[page.rsp_prod++ % XENSTORE_RING_SIZE] = out_buf[k];
	memmove(out_buf, out_buf + n, out_len -= n);
	if (mood == SCRIBBLES)
		((unsigned char *)&page)[unit_random() % sizeof page] = unit_random();
	if (!deaf && unit_random() % 4)
		uc_xs_receive(NULL);
}

int uc_sleep(uint64_t deadline, bool interruptible)
{
	CHECK(deadline && !interruptible);
	CHECK(deadline > now);
	if (++naps > 500) {
		now = deadline;
		return -ETIMEDOUT;
	}
	meddle();
	step();
	if (deaf && deadline - now <= GLANCE) {
		now = deadline;
		wasted++;
		return -ETIMEDOUT;
	}
	return 0;
}

static void reset(void)
{
	CHECK(uc_list_empty(&uc_xs_requests));
	free(in.payload);
	memset(&in, 0, sizeof in);
	memset(&page, 0, sizeof page);
	page.req_cons = page.req_prod = unit_random();
	page.rsp_cons = page.rsp_prod = unit_random();
	in_len = out_len = naps = complaints = 0;
	ring = NULL;
	broken = failed = uc_xs_partial = false;
}

/* What a request may say when memory is short now and then. */
#define FINE(e) ((e) == 0 || (e) == -ENOMEM)

static void some_requests(void)
{
	char path[64], want[4096], *value;
	unsigned len, count;
	uint64_t number = 0;
	uc_xenstore_tx tx;
	int e;

	naps = 0;
	uc_snprintf(path, sizeof path, "key/%lu", (unsigned long)(unit_random() % 1000));
	value_of(path, want, &len);
	e = uc_xenstore_read(UC_XENSTORE_NO_TX, path, &value);
	if (mood == OBEYS)
		CHECK(FINE(e) && (e || (!memcmp(value, want, len) && !value[len])));
	if (!e)
		free(value);
	e = uc_xenstore_read(UC_XENSTORE_NO_TX, "nothing", &value);
	if (mood == OBEYS)
		CHECK(e == -ENOENT || e == -ENOMEM);
	if (!e)
		free(value);
	e = uc_xenstore_read_number(UC_XENSTORE_NO_TX, "#42", 100, &number);
	if (mood == OBEYS)
		CHECK(FINE(e) && (e || number == 42));
	if (mood == OBEYS)
		for (const char *const *bad = (const char *const[]){"#", "#-1", "#4x", "#101", "# 4", NULL}; *bad; bad++) {
			e = uc_xenstore_read_number(UC_XENSTORE_NO_TX, *bad, 100, &number);
			CHECK(e == -EINVAL || e == -ENOMEM);
		}
	if (mood == OBEYS)
		for (const char *const *text = (const char *const[]){"#", "#a \t\r\nz", "#\xc3\xa4", "#a\x01", "#\x7f", "#\x1b[2J", NULL}; *text; text++) {
			bool bad = strchr(*text, 1) || strchr(*text, 0x7f) || strchr(*text, 0x1b);

			e = uc_xenstore_read_text(UC_XENSTORE_NO_TX, *text, &value);
			CHECK(bad ? e == -EILSEQ || e == -ENOMEM : FINE(e));
			if (!e) {
				CHECK(!strcmp(value, *text + 1));
				free(value);
			}
		}
	e = uc_xenstore_write(UC_XENSTORE_NO_TX, path, want);
	if (mood == OBEYS)
		CHECK(FINE(e));
	e = uc_xenstore_list(UC_XENSTORE_NO_TX, "dir", &value, &count);
	if (!e) {
		const char *at = value;

		for (unsigned i = 0; i < count; i++)
			at += strlen(at) + 1; /* the sanitizer watches */
		if (mood == OBEYS)
			CHECK(count == 3 && !strcmp(value + 2, "seven") && !strcmp(value + 8, "12"));
		free(value);
	}
	if (!uc_xenstore_begin(&tx)) {
		e = uc_xenstore_end(tx, true);
		if (mood == OBEYS)
			CHECK(e == -EAGAIN || e == -ENOMEM);
	}
}

static void test_obeys(void)
{
	static char large[XENSTORE_PAYLOAD_MAX];

	mood = OBEYS;
	reset();
	for (unsigned i = 0; i < 3000; i++)
		some_requests();
	memset(large, 'x', sizeof large - 1);
	CHECK(uc_xenstore_write(UC_XENSTORE_NO_TX, "ab", large) == -E2BIG);
	CHECK(FINE(uc_xenstore_write(UC_XENSTORE_NO_TX, "", large)));
	CHECK(!complaints && uc_list_empty(&uc_xs_requests));
}

/* Without events every answer is found all the same, and said to have been lost. */
static void test_deaf(void)
{
	mood = OBEYS;
	reset();
	deaf = true;
	for (unsigned i = 0; i < 300; i++)
		some_requests();
	deaf = false;
	CHECK(wasted > 1000 && complaints > 1000 && complaints <= wasted && uc_list_empty(&uc_xs_requests));
}

static void test_lies(void)
{
	unsigned refused = 0;

	for (unsigned run = 0; run < 1500; run++) {
		reset();
		mood = OBEYS;
		for (unsigned i = 0; i < run % 3; i++)
			some_requests();
		mood = run % 2 ? LIES : SCRIBBLES;
		for (unsigned i = 0; i < 12; i++)
			some_requests();
		CHECK(uc_list_empty(&uc_xs_requests) && complaints <= 1);
		if (failed) {
			char *value;

			refused++;
			CHECK(complaints == 1);
			CHECK(uc_xenstore_read(UC_XENSTORE_NO_TX, "key", &value) < 0);
		}
	}
	CHECK(refused > 300);
}

/* Another domain, where the daemon's transactions may have the numbers of the last. */
static void move(void)
{
	uc_xenstore_stop();
	memset(&page, 0, sizeof page);
	in_len = out_len = 0;
	transaction += unit_random() % 2;
	written = 0;
	uc_xenstore_go(true);
}

static void test_moves(void)
{
	static struct uc_xenbus bus = {.path = "device/x/0"};
	const struct uc_xenbus_value v[3] = {{.node = "a", .number = 1}, {.node = "b", .text = "t"}, {.node = "c"}};
	unsigned refused = 0;

	mood = OBEYS;
	reset();
	transaction = 100;
	for (unsigned i = 0; i < 3000; i++) {
		uc_xenstore_tx tx;
		int e;

		naps = committed = 0;
		move_at = unit_random() % 8; /* a turn of publish: start, three writes, the end */
		e = uc_xenbus_publish(&bus, v, 3);
		CHECK(FINE(e) && (e || committed == 3));
		move_at = 0;
		if (uc_xenstore_begin(&tx))
			continue;
		move();
		e = uc_xenstore_write(tx, "a", "b");
		CHECK(e == -EAGAIN && uc_xenstore_end(tx, true) == -EAGAIN);
		refused++;
	}
	CHECK(refused > 2000 && !complaints && uc_list_empty(&uc_xs_requests));
}

static void called(struct uc_xenstore_watch *w) { (void)w; }

/* While the new daemon is told of watches, an owner ends his and takes its memory back, unless
 * he has to wait for that. One that the daemon was told of before the others is no complaint. */
static struct uc_xenstore_watch *ending;
static unsigned waited;
static void meddle(void)
{
	struct uc_xenstore_watch *w = ending;

	if (!w)
		return;
	if (changing.owner) {
		waited++;
		return;
	}
	ending = NULL;
	uc_xenstore_unwatch(w);
	free((char *)w->path);
	free(w);
}

static void test_watched_again(struct uc_xenstore_watch *known)
{
	for (unsigned i = 0; i < 300; i++) {
		struct uc_xenstore_watch *w = calloc(1, sizeof *w);

		naps = 0;
		*w = (struct uc_xenstore_watch){.path = memcpy(malloc(5), "gone", 5), .fn = called};
		if (uc_xenstore_watch(w)) {
			free((char *)w->path);
			free(w);
			continue;
		}
		ending = w;
		there = known->path;
		move();
		meddle();
		CHECK(!ending);
		there = NULL;
	}
	CHECK(waited > 300 && told_twice > 200 && complaints < 10); /* when memory was short */
}

static void test_watches(void)
{
	struct uc_xenstore_watch a = {.path = "a", .fn = called}, b = {.path = "b", .fn = called};
	char event[64];
	int n;

	mood = OBEYS;
	reset();
	while (uc_xenstore_watch(&a) == -ENOMEM)
		;
	while (uc_xenstore_watch(&b) == -ENOMEM)
		;
	CHECK(watch_thread && !take());
	n = uc_snprintf(event, sizeof event, "b/c%c%lx", 0, (unsigned long)&b);
	event[n] = '\0';
	uc_xs_watch_event(event, n + 1);
	uc_xs_watch_event(event, n + 1);
	CHECK(b.due && !a.due && take() == &b && !take());
	/* one that never rests, before and after one that is asked once: each has its turn */
	for (unsigned i = 0; i < 10; i++) {
		struct uc_xenstore_watch *busy = i % 2 ? &a : &b, *other = i % 2 ? &b : &a, *first, *second;

		uc_xenstore_call(busy);
		CHECK(take() == busy);
		uc_xenstore_call(busy);
		uc_xenstore_call(other);
		first = take();
		uc_xenstore_call(busy);
		second = take();
		CHECK(first == other || second == other);
		while (take())
			;
	}
	test_watched_again(&a);
	uc_xs_watch_event("b/c\0", 4); /* an empty token */
	uc_xs_watch_event("b/c", 3);   /* none */
	uc_xs_watch_event("", 0);
	CHECK(!take());
	uc_xenstore_unwatch(&b);
	uc_xs_watch_event(event, n + 1);
	CHECK(!take());
	uc_xenstore_unwatch(&a);
}

int main(void)
{
	test_obeys();
	test_deaf();
	test_watches();
	test_moves();
	transaction = 77;
	test_lies();
	printf("ok xenstore\n");
	return 0;
}
