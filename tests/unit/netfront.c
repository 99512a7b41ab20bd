/* SPDX-License-Identifier: BSD-3-Clause */
/* Netfront under a back end that obeys, and under one that writes anything into
 * rings and buffers, at any time. */
#include "unit.h"
#include "xen_model.h"

#include "../../pools/main/drivers/netfront/rx.c"
#include "../../pools/main/drivers/netfront/tx.c"
#include "../../pools/main/drivers/netfront/flow.c"
#define make make_queue
#include "../../pools/main/drivers/netfront/queue.c"
#undef make
#include "../../pools/main/drivers/netfront/connect.c"
#include "../../pools/main/drivers/netfront/recover.c"
#include "../../pools/main/drivers/netfront/net.c"

void uc_netfront_ip(struct net *n) { (void)n; }

/* The back end's state, as xenstore has it; said: ours. */
static unsigned state_now, said, queue_limit;
static bool let_go; /* the back end, after we had said that we did */
int uc_xenbus_await(struct uc_xenbus *b, unsigned states)
{
	(void)b;
	if (states >> state_now & 1)
		return 0;
	if (said == XenbusStateClosed && states >> XenbusStateClosed & 1) {
		state_now = XenbusStateClosed;
		let_go = true;
	}
	if (said == XenbusStateConnected && states >> XenbusStateConnected & 1)
		state_now = XenbusStateConnected;
	return states >> state_now & 1 ? 0 : -ETIMEDOUT;
}
#include "../../pools/main/xen/bus/leave.c"
MODEL_NO_STORMS
unsigned uc_xenbus_state(struct uc_xenbus *b) { (void)b; return state_now; }
int uc_xenbus_say(struct uc_xenbus *b, unsigned state)
{
	(void)b;
	said = state;
	if (state == XenbusStateInitialising)
		state_now = XenbusStateInitWait;
	return 0;
}
static unsigned asked;
void uc_xenstore_call(struct uc_xenstore_watch *w) { (void)w; asked++; }
static char option[8];
const char *uc_cmdline_get(const char *key) { CHECK(!strcmp(key, "netfront.queues")); return *option ? option : NULL; }
uint64_t uc_strtou(const char *s, const char **end)
{
	unsigned long strtoul(const char *, char **, int);

	return strtoul(s, (char **)end, 10);
}
int uc_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int vsnprintf(char *, size_t, const char *, va_list);

	va_start(ap, fmt);
	int r = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return r;
}

/* What it told the back end, by name. */
static struct {
	char node[32];
	uint64_t number;
} told[64];
static unsigned told_count;
int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n)
{
	(void)b;
	for (told_count = 0; told_count < n; told_count++) {
		CHECK(!v[told_count].text && strlen(v[told_count].node) < 32);
		memcpy(told[told_count].node, v[told_count].node, strlen(v[told_count].node) + 1);
		told[told_count].number = v[told_count].number;
	}
	return 0;
}
static uint64_t value(const char *node)
{
	uint64_t v = UINT64_MAX;

	for (unsigned i = 0; i < told_count; i++)
		if (!strcmp(told[i].node, node)) {
			CHECK(v == UINT64_MAX);
			v = told[i].number;
		}
	return v;
}
uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise)
{
	(void)b, (void)max;
	if (!strcmp(node, "multi-queue-max-queues"))
		return queue_limit ? queue_limit : otherwise;
	if (!strcmp(node, "online"))
		return 1;
	return strcmp(node, "feature-no-csum-offload") && !strncmp(node, "feature-", 8) ? 1 : otherwise;
}
int uc_xenbus_find(struct uc_xenbus *b, const char *class, unsigned i) { (void)b, (void)class, (void)i; return -ENODEV; }
int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **v)
{
	static const char text[] = "00:16:3E:0a:bc:dF";

	(void)tx, (void)path;
	*v = memcpy(uc_zalloc(sizeof text), text, sizeof text);
	return 0;
}
int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *node) { (void)path, (void)dir, (void)node; return 0; }
void uc_page_stats(struct uc_page_stats *st) { *st = (struct uc_page_stats){.total = 64 * 100}; }

#define LARGEST 60000 /* bytes of a frame of the model's */
static struct model_back rx[QUEUES], tx[QUEUES];
static struct uc_netbuf *held[64]; /* in the stack: frames */
static unsigned held_count, sent_count, came, wrong, large, gso;
static bool hostile;

static uint8_t pattern[LARGEST + 256];

/* A frame of the model's begins as an Ethernet frame of IPv4, with its seed and
 * length where the addresses are. n bytes of it, from the at-th: */
static void check(const uint8_t *head, unsigned at, const void *got, unsigned n)
{
	unsigned skip = at < ETHERNET ? UC_MIN(ETHERNET - at, n) : 0;

	CHECK(!memcmp(pattern + head[1] + at + skip, (const uint8_t *)got + skip, n - skip));
}
static void make_frame(uint8_t *p, unsigned len)
{
	uint8_t seed = unit_random();

	memcpy(p, pattern + seed, len);
	p[0] = 0x5a;
	p[1] = seed;
	p[2] = len;
	p[3] = len >> 8;
	p[12] = 8;
	p[13] = 0;
}

static void release(struct uc_netdev *dev, struct uc_netbuf *b)
{
	for (struct uc_netbuf *next; b; b = next) {
		next = b->next;
		dev->ops->recycle(dev, b);
	}
}

static void input(struct uc_netdev *dev, struct uc_netbuf *frame)
{
	unsigned len = 0, slots = 0;

	CHECK(frame->len >= ETHERNET);
	for (struct uc_netbuf *b = frame; b; b = b->next, slots++) {
		struct buffer *f = UC_CONTAINER(b, struct buffer, b);

		CHECK(unit_random() % 8 || !model_granted(f->page)); /* nobody changes it any more */
		CHECK(b->data >= f->page && b->data + b->room == f->page + UC_PAGE_SIZE && b->len && b->len <= b->room);
		if (!hostile)
			check(frame->data, len, b->data, b->len);
		len += b->len;
	}
	CHECK(len <= FRAME_MAX && slots <= SLOTS);
	CHECK(hostile || (frame->data[2] | frame->data[3] << 8) == (int)len);
	large += slots > 10;
	came++;
	if (held_count < 64 && unit_random() % 2)
		held[held_count++] = frame;
	else
		release(dev, frame);
}
static void sent(struct uc_netdev *dev, void *cookie)
{
	(void)dev;
	CHECK(cookie == &sent_count);
	sent_count++;
}
static void kick(struct uc_netdev *dev) { (void)dev; }

/* The rings that it has told of. */
static void attach(struct net *n)
{
	for (unsigned i = 0; i < n->count; i++) {
		char node[32];
		const char *const names[] = {"rx-ring-ref", "tx-ring-ref", "event-channel"};
		const uint64_t numbers[] = {n->queue[i]->rx.refs[0], n->queue[i]->tx.refs[0], 9};

		rx[i] = (struct model_back){.r = &n->queue[i]->rx};
		tx[i] = (struct model_back){.r = &n->queue[i]->tx};
		for (unsigned k = 0; k < 3; k++) {
			uc_snprintf(node, sizeof node, "queue-%u/%s", i, names[k]);
			CHECK(value(n->count > 1 ? node : names[k]) == numbers[k]);
		}
	}
	CHECK(told_count == 7 + 3 * n->count + (queue_limit > 0));
	CHECK(value("multi-queue-num-queues") == (queue_limit ? n->count : UINT64_MAX));
	CHECK(value("feature-sg") == 1 && value("feature-gso-tcpv4") == 1 && value("request-rx-copy") == 1);
}

static struct net *make_net(unsigned queues)
{
	struct net *n = calloc(1, sizeof *n);

	n->bus.domain = 5;
	n->bus.driver = n;
	n->dev.ops = &ops;
	n->dev.input = input;
	n->dev.sent = sent;
	n->dev.kick = kick;
	complaints = asked = 0;
	queue_limit = queues;
	uc_snprintf(option, sizeof option, "%u", queues ? queues : 3);
	state_now = XenbusStateInitWait;
	size_buffers(n);
	CHECK(n->want == 100 && !uc_netfront_connect(n) && n->up && n->count == UC_MAX(queues, 1u));
	CHECK(n->dev.features == (UC_NET_TX_CSUM | UC_NET_RX_CSUM | UC_NET_TSO4 | UC_NET_TSO6));
	attach(n);
	for (unsigned i = 0; i < n->count; i++) {
		uc_netfront_refill(n->queue[i]);
		CHECK(uc_netfront_posted(n->queue[i]) == 100);
	}
	return n;
}

static void send_one(struct net *n)
{
	static uint8_t data[FRAME_MAX + 1];
	struct uc_netpiece piece[UC_NET_PIECES];
	struct uc_netsend s = {.piece = piece, .cookie = &sent_count};
	unsigned len = ETHERNET + 30 + unit_random() % 1500, at = 0, before = sent_count;
	int r;

	if (unit_random() % 4 == 0) {
		len = 2000 + unit_random() % (LARGEST - 2000);
		s.gso_size = 1460;
		s.csum_start = 34;
		s.gso_v6 = unit_random() % 2;
	}
	make_frame(data, len);
	while (at < len) {
		unsigned k = s.count == UC_NET_PIECES - 1 ? len - at : 1 + unit_random() % (len - at);

		if (!s.count)
			k = UC_MAX(k, 40u); /* headers */
		piece[s.count++] = (struct uc_netpiece){data + at, k};
		at += k;
	}
	r = n->dev.ops->send(&n->dev, &s);
	CHECK((!r && sent_count == before + 1) || (r == -ENOBUFS && sent_count == before));
	gso += !r && s.gso_size;
	piece[0].len = FRAME_MAX + 1;
	s.count = 1;
	CHECK(n->dev.ops->send(&n->dev, &s) == -EINVAL);
}

/* One frame that was sent; false: there is none. As Linux's back end: the length
 * of the first piece is the frame's less the other ones'. */
static bool take_frame(struct model_back *b)
{
	struct netif_tx_request t[SLOTS], first;
	unsigned k = 0, rest = 0, at = 0, extras = 0;
	const uint8_t *head;

	if (!model_request(b, &first, sizeof first))
		return false;
	t[k++] = first;
	if (first.flags & NETTXF_extra_info) {
		struct netif_extra_info x;

		CHECK(model_request(b, &x, sizeof x) && x.type == XEN_NETIF_EXTRA_TYPE_GSO && !x.flags);
		CHECK(x.u.gso.size == 1460 && (x.u.gso.type == 1 || x.u.gso.type == 2) && first.flags & NETTXF_csum_blank);
		extras++;
	}
	while (t[k - 1].flags & NETTXF_more_data) {
		CHECK(k < 18 && model_request(b, &t[k], sizeof *t));
		rest += t[k++].size;
	}
	CHECK(rest < first.size);
	t[0].size -= rest;
	head = (const uint8_t *)model_map(first.gref, false);
	CHECK(head && (head[2] | head[3] << 8) == first.size);
	for (unsigned i = 0; i < k; i++) {
		const uint8_t *p = (const uint8_t *)model_map(t[i].gref, false);

		CHECK(p && !model_map(t[i].gref, true) && t[i].offset + t[i].size <= UC_PAGE_SIZE && t[i].size);
		check(head, at, p + t[i].offset, t[i].size);
		at += t[i].size;
	}
	for (unsigned i = 0; i < k; i++) {
		struct netif_tx_response a = {.id = t[i].id};

		model_answer(b, &a, sizeof a);
		for (; extras; extras--) {
			a = (struct netif_tx_response){.id = unit_random(), .status = NETIF_RSP_NULL};
			model_answer(b, &a, sizeof a);
		}
	}
	return true;
}

/* One frame to it; false: there is no room. */
static bool give_frame(struct model_back *b)
{
	static uint8_t data[LARGEST];
	bool big = unit_random() % 4 == 0, error = unit_random() % 20 == 0;
	unsigned len = big ? 2000 + unit_random() % (LARGEST - 2000) : 60 + unit_random() % 1400, slots = 0;
	struct netif_rx_request q;

	if (b->r->shared->req_prod - b->req_cons < SLOTS)
		return false;
	make_frame(data, len);
	for (unsigned at = 0, n; at < len; at += n, slots++) {
		struct netif_rx_response a = {.offset = unit_random() % 64};
		char *p;

		CHECK(model_request(b, &q, sizeof q));
		p = model_map(q.gref, true);
		CHECK(p);
		n = UC_MIN(len - at, 4000u);
		memcpy(p + a.offset, data + at, n);
		a.id = q.id;
		a.status = error && at + n == len ? NETIF_RSP_ERROR : (int)n;
		a.flags = (at + n < len ? NETRXF_more_data : 0) | (big && !at ? NETRXF_extra_info | NETRXF_csum_blank : 0);
		model_answer(b, &a, sizeof a);
		if (big && !at) {
			struct netif_extra_info x = {.type = XEN_NETIF_EXTRA_TYPE_GSO,
				.u.gso = {.size = 1448, .type = XEN_NETIF_GSO_TYPE_TCPV4}};

			CHECK(model_request(b, &q, sizeof q));
			model_answer(b, &x, sizeof x);
		}
	}
	wrong += error;
	return true;
}

/* Frames go out, and others come in. */
static void obey(struct net *n)
{
	for (unsigned i = 0; i < n->count; i++) {
		while (unit_random() % 8 && take_frame(&tx[i]))
			;
		while (unit_random() % 8 && give_frame(&rx[i]))
			;
	}
}

static void misbehave(struct net *n)
{
	unsigned i = unit_random() % n->count;
	struct queue *queue = n->queue[i];
	struct uc_xen_ring *r = unit_random() % 2 ? &queue->rx : &queue->tx;
	struct netif_rx_request q;
	grant_ref_t ref;

	switch (unit_random() % 11) {
	case 0: r->shared->rsp_prod = unit_random(); break;
	case 1: r->shared->rsp_prod++; break;
	case 2: ((uint8_t *)r->shared)[unit_random() % UC_PAGE_SIZE] = unit_random(); break;
	case 3: r->shared->req_event = unit_random(); break;
	case 4: case 5: case 6: /* plausible, with some field out of range */
		if (model_request(&rx[i], &q, sizeof q)) {
			struct netif_rx_response a = {.id = unit_random() % 8 ? q.id : unit_random(),
				.offset = unit_random() % 2 ? unit_random() : unit_random() % 4200,
				.flags = unit_random() % 16, .status = unit_random() % 2 ? unit_random() : unit_random() % 4200};

			model_answer(&rx[i], &a, sizeof a);
		}
		break;
	case 7: /* still at it */
		ref = queue->rx_ref[unit_random() % RING];
		if (ref)
			model_pin(ref, GTF_writing);
		break;
	case 8:
		ref = queue->tx_slot[unit_random() % RING].ref;
		if (ref)
			model_pin(ref, GTF_reading);
		break;
	case 9: /* a frame, or what is said of it, without end */
		for (unsigned k = unit_random() % 60; k && model_request(&rx[i], &q, sizeof q); k--) {
			struct netif_rx_response a = {.id = q.id, .flags = NETRXF_more_data, .status = 1 + unit_random() % 4096};

			model_answer(&rx[i], &a, sizeof a);
		}
		break;
	case 10:
		if (model_request(&rx[i], &q, sizeof q)) {
			struct netif_rx_response a = {.id = q.id, .flags = NETRXF_extra_info, .status = 100};

			model_answer(&rx[i], &a, sizeof a);
		}
		for (unsigned k = unit_random() % 8; k && model_request(&rx[i], &q, sizeof q); k--) {
			struct netif_extra_info x = {.type = unit_random() % 8, .flags = XEN_NETIF_EXTRA_FLAG_MORE,
				.u.gso = {.size = unit_random() % 3, .type = unit_random() % 4}};

			model_answer(&rx[i], &x, sizeof x);
		}
		break;
	}
}

static void run(struct net *n, unsigned rounds, unsigned good)
{
	for (unsigned i = 0; i < rounds; i++) {
		hostile = i >= good;
		if (unit_random() % 2)
			send_one(n);
		n->dev.ops->flush(&n->dev);
		if (hostile)
			misbehave(n);
		else
			obey(n);
		CHECK(n->dev.ops->poll(&n->dev, 64) <= 64);
		if (unit_random() % 2 && held_count)
			release(&n->dev, held[--held_count]);
		if (unit_random() % 4 == 0)
			n->dev.ops->irq_on(&n->dev);
	}
}

/* One that breaks the rules in its right mind is given up, once; one that was
 * away meanwhile is connected again, with rings that nobody has touched. */
static void test_again(struct net *n)
{
	static bool waits; /* the next driver, which may have seen what we published for the last one */
	bool was_broken = n->broken;

	CHECK(asked == was_broken);
	uc_netfront_changed(&n->bus);
	uc_netfront_changed(&n->bus);
	CHECK(complaints == was_broken && n->given_up == was_broken);
	n->bus.watch.events++;
	while (held_count)
		release(&n->dev, held[--held_count]);
	model_unpin(1);
	said = 0;
	let_go = false;
	waits = !waits;
	if (waits)
		state_now = XenbusStateInitWait;
	uc_netfront_changed(&n->bus);
	if (state_now == XenbusStateInitWait)
		uc_netfront_changed(&n->bus);
	CHECK(let_go && n->up && !n->broken && !n->lost && said == XenbusStateConnected);
	attach(n);
	came = 0;
	run(n, 40, 40);
	CHECK(came && !n->broken && complaints == was_broken);
}

static void drop(struct net *n)
{
	while (held_count)
		release(&n->dev, held[--held_count]);
	model_unpin(2);
	uc_netfront_close(n);
	/* what the back end did not let go of is nobody's; all else is free */
	for (unsigned g = 8; g < UC_ARRAY_SIZE(model_grants); g++) {
		if (!model_flags(g))
			continue;
		for (struct buffer *b = n->free; b; b = (void *)b->b.stack[0])
			CHECK(uc_xen_frame(b->page) != model_frame(g));
		for (unsigned i = 0; i < QUEUES; i++)
			for (unsigned k = 0; n->queue[i] && k < RING; k++)
				CHECK(uc_xen_frame(n->queue[i]->tx_slot[k].page) != model_frame(g));
	}
	free(n);
	model_reset();
}

/* A connection's frames have one queue; connections are spread. */
static void test_flow(void)
{
	uint8_t p[80];
	struct uc_netpiece piece = {p, sizeof p};
	struct uc_netsend s = {.piece = &piece, .count = 1};
	unsigned used[4] = {0};

	for (unsigned v6 = 0; v6 < 2; v6++)
		for (unsigned port = 0; port < 64; port++) {
			unsigned q;

			memset(p, v6 + 1, sizeof p);
			p[12] = v6 ? 0x86 : 8;
			p[13] = v6 ? 0xdd : 0;
			p[14] = v6 ? 0x60 : 0x45;
			p[20] = v6 ? 6 : 0x40;
			p[21] = 0;
			p[v6 ? 57 : 37] = port;
			q = uc_netfront_flow(&s, 4);
			CHECK(q < 4);
			used[q]++;
			p[v6 ? 60 : 40]++; /* a sequence number */
			CHECK(uc_netfront_flow(&s, 4) == q && !uc_netfront_flow(&s, 1));
		}
	for (unsigned i = 0; i < 4; i++)
		CHECK(used[i] > 16);
	for (piece.len = 1; piece.len < sizeof p; piece.len++)
		CHECK(uc_netfront_flow(&s, 4) < 4);
}

int main(void)
{
	unsigned stopped = 0;
	struct net *n;

	for (unsigned i = 0; i < sizeof pattern; i++)
		pattern[i] = unit_random();
	test_flow();
	for (unsigned queues = 0; queues < 4; queues++) {
		n = make_net(queues);
		came = sent_count = wrong = large = gso = 0;
		CHECK(!address(n) && n->dev.mac[0] == 0 && n->dev.mac[2] == 0x3e && n->dev.mac[5] == 0xdf);
		run(n, 1500, 1500);
		CHECK(!complaints && !n->broken && !asked && came > 500 && wrong && sent_count > 500 && large > 50 && gso > 50);
		for (unsigned i = 0; i < n->count; i++)
			CHECK(!uc_xen_ring_push(&n->queue[i]->tx) && !n->queue[i]->tx_extras == !(tx[i].req_cons - tx[i].rsp_prod));
		drop(n);
	}
	for (unsigned i = 0; i < 500; i++) {
		n = make_net(i % 3);
		run(n, i % 50 + 1 + i % 23, i % 50);
		CHECK(asked == !!n->broken && !complaints);
		stopped += !!n->broken;
		if (i % 2)
			test_again(n);
		drop(n);
	}
	CHECK(stopped > 200 && stopped < 500);
	printf("ok netfront\n");
	return 0;
}
