/* SPDX-License-Identifier: BSD-3-Clause */
/* Netfront under a back end that obeys, and under one that writes anything into
 * rings and buffers, at any time. */
#include "unit.h"
#include "xen_model.h"

#include "../../pools/main/drivers/netfront/rx.c"

#include "../../pools/main/drivers/netfront/tx.c"
#include "../../pools/main/drivers/netfront/connect.c"

#include "../../pools/main/drivers/netfront/net.c"

void uc_netfront_ip(struct net *n) { (void)n; }

int uc_xenbus_await(struct uc_xenbus *b, unsigned states) { (void)b, (void)states; return 0; }
unsigned uc_xenbus_state(struct uc_xenbus *b) { return b->state; }
int uc_xenbus_say(struct uc_xenbus *b, unsigned state) { (void)b, (void)state; return 0; }
int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n)
{
	(void)b, (void)v;
	CHECK(n == 7);
	return 0;
}
uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise)
{
	(void)b, (void)max;
	return !strcmp(node, "feature-rx-copy") || !strcmp(node, "feature-ipv6-csum-offload") ? 1 : otherwise;
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

static struct model_back rx, tx;
static struct uc_netbuf *held[64]; /* in the stack */
static unsigned held_count, sent_count, came, wrong;
static bool hostile;

static uint8_t byte_of(unsigned seed, unsigned i) { return seed + i * 7; }

/* A frame of the model's begins with its seed and length. */
static void check_frame(const uint8_t *p, unsigned len)
{
	unsigned n = p[2] | p[3] << 8;

	CHECK(n == len && p[0] == 0x5a);
	for (unsigned i = 4; i < len; i++)
		CHECK(p[i] == byte_of(p[1], i));
}
static void make_frame(uint8_t *p, unsigned len)
{
	p[0] = 0x5a;
	p[1] = unit_random();
	p[2] = len;
	p[3] = len >> 8;
	for (unsigned i = 4; i < len; i++)
		p[i] = byte_of(p[1], i);
}

static void input(struct uc_netdev *dev, struct uc_netbuf *b)
{
	struct buffer *f = UC_CONTAINER(b, struct buffer, b);

	CHECK(!model_granted(f->page)); /* nobody changes it any more */
	CHECK(b->data >= f->page && b->data + b->room == f->page + UC_PAGE_SIZE && b->len <= b->room);
	if (!hostile)
		check_frame(b->data, b->len);
	came++;
	if (held_count < 64 && unit_random() % 2)
		held[held_count++] = b;
	else
		dev->ops->recycle(dev, b);
}
static void sent(struct uc_netdev *dev, void *cookie)
{
	(void)dev;
	CHECK(cookie == &sent_count);
	sent_count++;
}
static void kick(struct uc_netdev *dev) { (void)dev; }

static struct net *make_net(void)
{
	struct net *n = calloc(1, sizeof *n);

	n->bus.domain = 5;
	n->dev.ops = &ops;
	n->dev.input = input;
	n->dev.sent = sent;
	n->dev.kick = kick;
	complaints = 0;
	size_buffers(n);
	CHECK(n->want == 100 && !uc_netfront_connect(n) && n->up);
	rx = (struct model_back){.r = &n->rx};
	tx = (struct model_back){.r = &n->tx};
	uc_netfront_refill(n);
	CHECK(uc_netfront_posted(n) == 100);
	return n;
}

static void send_one(struct net *n)
{
	static uint8_t data[UC_PAGE_SIZE + 1];
	struct uc_netpiece piece[UC_NET_PIECES];
	struct uc_netsend s = {.piece = piece, .cookie = &sent_count};
	unsigned len = 14 + unit_random() % 1500, at = 0, before = sent_count;
	int r;

	make_frame(data, len);
	while (at < len) {
		unsigned k = s.count == UC_NET_PIECES - 1 ? len - at : 1 + unit_random() % (len - at);

		piece[s.count++] = (struct uc_netpiece){data + at, k};
		at += k;
	}
	r = n->dev.ops->send(&n->dev, &s);
	CHECK((!r && sent_count == before + 1) || (r == -ENOBUFS && sent_count == before));
	piece[0].len = UC_PAGE_SIZE + 1;
	s.count = 1;
	CHECK(n->dev.ops->send(&n->dev, &s) == -EINVAL);
}

/* Frames go out, and others come in. */
static void obey(void)
{
	struct netif_tx_request t;
	struct netif_rx_request q;

	while (unit_random() % 8 && model_request(&tx, &t, sizeof t)) {
		struct netif_tx_response a = {.id = t.id};
		char *p = model_map(t.gref, false);

		CHECK(p && !model_map(t.gref, true) && t.offset + t.size <= UC_PAGE_SIZE);
		check_frame((uint8_t *)p + t.offset, t.size);
		model_answer(&tx, &a, sizeof a);
	}
	while (unit_random() % 8 && model_request(&rx, &q, sizeof q)) {
		struct netif_rx_response a = {.id = q.id, .offset = unit_random() % 64, .status = 60 + unit_random() % 1400};
		char *p = model_map(q.gref, true);

		CHECK(p);
		if (unit_random() % 20 == 0)
			a.status = NETIF_RSP_ERROR, wrong++;
		else
			make_frame((uint8_t *)p + a.offset, a.status);
		model_answer(&rx, &a, sizeof a);
	}
}

static void misbehave(struct net *n)
{
	struct uc_xen_ring *r = unit_random() % 2 ? &n->rx : &n->tx;
	struct netif_rx_request q;
	grant_ref_t ref;

	switch (unit_random() % 9) {
	case 0: r->shared->rsp_prod = unit_random(); break;
	case 1: r->shared->rsp_prod++; break;
	case 2: ((uint8_t *)r->shared)[unit_random() % UC_PAGE_SIZE] = unit_random(); break;
	case 3: r->shared->req_event = unit_random(); break;
	case 4: case 5: case 6: /* plausible, with some field out of range */
		if (model_request(&rx, &q, sizeof q)) {
			struct netif_rx_response a = {.id = unit_random() % 8 ? q.id : unit_random(),
				.offset = unit_random() % 2 ? unit_random() : unit_random() % 4200,
				.flags = unit_random() % 4, .status = unit_random() % 2 ? unit_random() : unit_random() % 4200};

			model_answer(&rx, &a, sizeof a);
		}
		break;
	case 7: /* still at it */
		ref = n->rx_ref[unit_random() % RING];
		if (ref && model_grants[ref].flags)
			model_grants[ref].flags |= GTF_writing;
		break;
	case 8:
		ref = n->tx_slot[unit_random() % RING].ref;
		if (ref && model_grants[ref].flags)
			model_grants[ref].flags |= GTF_reading;
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
			obey();
		CHECK(n->dev.ops->poll(&n->dev, 64) <= 64);
		if (unit_random() % 2 && held_count)
			n->dev.ops->recycle(&n->dev, held[--held_count]);
		if (unit_random() % 4 == 0)
			n->dev.ops->irq_on(&n->dev);
	}
}

static void drop(struct net *n)
{
	while (held_count)
		n->dev.ops->recycle(&n->dev, held[--held_count]);
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_grants); i++)
		if (model_grants[i].flags & (GTF_reading | GTF_writing) && unit_random() % 2)
			model_grants[i].flags &= ~(GTF_reading | GTF_writing);
	uc_netfront_disconnect(n);
	/* what the back end did not let go of is nobody's; all else is free */
	for (struct buffer *b = n->free; b; b = (void *)b->b.stack[0])
		CHECK(!model_granted(b->page));
	for (unsigned i = 0; i < RING; i++)
		CHECK(!n->tx_slot[i].page || !model_granted(n->tx_slot[i].page));
	free(n);
	model_reset();
}

int main(void)
{
	struct net *n = make_net();
	unsigned stopped = 0;

	CHECK(!address(n) && n->dev.mac[0] == 0 && n->dev.mac[2] == 0x3e && n->dev.mac[5] == 0xdf);
	run(n, 20000, 20000);
	CHECK(!complaints && !n->broken && came > 5000 && wrong && sent_count > 5000);
	CHECK(n->owned <= 100 + 64 + 1 && !uc_xen_ring_push(&n->tx));
	drop(n);
	for (unsigned i = 0; i < 800; i++) {
		n = make_net();
		run(n, i % 50 + 1 + i % 23, i % 50);
		CHECK(complaints == n->broken);
		stopped += n->broken;
		drop(n);
	}
	CHECK(stopped > 300 && stopped < 800);
	printf("ok netfront\n");
	return 0;
}
