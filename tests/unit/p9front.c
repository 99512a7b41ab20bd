/* SPDX-License-Identifier: BSD-3-Clause */
/* The rings of p9front under a back end that takes and gives bytes as it likes, and
 * under one that writes anything anywhere. What waits runs the back end. */
#include "unit.h"
#include "xen_model.h"
#include "../../pools/main/drivers/p9front/ring.c"
#include "../../pools/main/drivers/p9front/p9front.c"
#include "../../pools/main/sched/core/wait.c"
MODEL_NO_STORMS

static struct channel *c;
static struct ring *r; /* the first one of c */
static struct interface *shared, *shared_of[RINGS];
static uint32_t in_prod, out_cons; /* the back end's own */
static bool hostile;
static unsigned rounds, state, refused, found, leaves;
static unsigned fails_at, asked_of_bus; /* which call of the bus's ends with an error */
static const char *tag = "tag";
static int bus(void) { return fails_at && ++asked_of_bus == fails_at ? -ETIMEDOUT : 0; }
static uint64_t largest = 9, max_rings = 1, lanes_max = RINGS;
static struct uc_thread self;
struct uc_thread *uc_current = &self;
void uc_thread_wake(struct uc_thread *t) { (void)t; }

int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *node) { (void)path, (void)dir, (void)node; return 0; }
int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **text)
{
	(void)tx, (void)path;
	*text = uc_zalloc(4);
	memcpy(*text, tag, 4);
	return 0;
}
void uc_mutex_lock(struct uc_mutex *m) { CHECK(!m->owner); m->owner = uc_current; }
void uc_mutex_unlock(struct uc_mutex *m) { CHECK(m->owner); m->owner = NULL; }
int uc_xenbus_find(struct uc_xenbus *b, const char *class, unsigned index)
{
	CHECK(!strcmp(class, "9pfs"));
	b->domain = 5;
	found += !index;
	return index ? -ENODEV : 0;
}
/* Whatever can be lost by a move has been given back. */
void uc_xenbus_forget(struct uc_xenbus *b) { (void)b; CHECK(found-- && !model_channels); }
void uc_xenbus_leave(struct uc_xenbus *b) { CHECK(found && !b->changed); leaves++; }
void uc_xenbus_refuse(const struct uc_xenbus *b, int e) { (void)b, (void)e; refused++; }
unsigned uc_xenbus_state(struct uc_xenbus *b) { (void)b; return state; }
int uc_xenbus_await(struct uc_xenbus *b, unsigned states)
{
	int e = bus();

	(void)b;
	if (!e)
		state = states == READY ? XenbusStateInitWait : XenbusStateConnected;
	return e;
}
int uc_xenbus_say(struct uc_xenbus *b, unsigned s) { (void)b, (void)s; return bus(); }
uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise)
{
	(void)b, (void)max, (void)otherwise;
	if (!strcmp(node, "max-rings"))
		return max_rings;
	CHECK(!strcmp(node, "max-ring-page-order"));
	return largest;
}
static uint64_t memory = 1 << 20; /* pages */
void uc_page_stats(struct uc_page_stats *st) { st->total = memory; }
int uc_snprintf(char *buf, size_t n, const char *fmt, ...)
{
	va_list ap;
	int vsnprintf(char *, size_t, const char *, va_list);

	va_start(ap, fmt);
	int len = vsnprintf(buf, n, fmt, ap);
	va_end(ap);
	return len;
}
int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n)
{
	unsigned rings = v[1].number;
	char name[32];

	(void)b;
	CHECK(!strcmp(v[1].node, "num-rings") && n == 2 + 2 * rings && rings >= 1 && rings <= RINGS);
	CHECK(rings <= max_rings && rings == model_channels);
	for (unsigned k = 0; k < rings; k++) {
		uc_snprintf(name, sizeof name, "ring-ref%u", k);
		CHECK(!strcmp(v[2 + 2 * k].node, name));
		uc_snprintf(name, sizeof name, "event-channel-%u", k);
		CHECK(!strcmp(v[3 + 2 * k].node, name) && v[3 + 2 * k].number == 9);
		shared_of[k] = (void *)model_map(v[2 + 2 * k].number, true);
		CHECK(shared_of[k] && shared_of[k]->order == ORDER);
		for (unsigned i = 0; i < PAGES; i++)
			CHECK(model_map(shared_of[k]->ref[i], true));
	}
	shared = shared_of[0];
	return bus();
}

/* Messages of the two sides, and what has gone of them. */
static uint8_t question[SIZE], asked[SIZE], answer[SIZE], got[SIZE];
static uint32_t question_len, asked_len, answer_len, answered;

static uint8_t *at_of(unsigned ring, bool in, uint32_t i)
{
	uint32_t byte = i % SIZE + (in ? 0 : SIZE);

	return (uint8_t *)model_map(shared_of[ring]->ref[byte / UC_PAGE_SIZE], true) + byte % UC_PAGE_SIZE;
}

static uint8_t *at(bool in, uint32_t i)
{
	return at_of(0, in, i);
}

static void compose(uint8_t *to, uint32_t len)
{
	for (uint32_t i = 0; i < len; i += 4)
		memcpy(to + i, &(uint32_t){unit_random()}, UC_MIN(len - i, 4u));
	memcpy(to, &len, 4);
}

/* Some of what there is, which may be all; then some of the answer. */
static void serve(void)
{
	uint32_t there = shared->out_prod - out_cons, n = 1 + unit_random() % SIZE, room;

	CHECK(there <= SIZE && asked_len + there <= question_len);
	for (n = UC_MIN(n, there); n; n--)
		asked[asked_len++] = *at(false, out_cons++);
	shared->out_cons = out_cons;
	if (asked_len < question_len)
		return;
	room = SIZE - (in_prod - shared->in_cons);
	CHECK(room <= SIZE);
	n = UC_MIN(1 + (uint32_t)unit_random() % (unit_random() % 2 ? 10 : SIZE), room);
	for (n = UC_MIN(n, answer_len - answered); n; n--)
		*at(true, in_prod++) = answer[answered++];
	shared->in_prod = in_prod;
}

static void misbehave(void)
{
	uint32_t len = unit_random() % 2 ? unit_random() : unit_random() % HEADER;

	switch (unit_random() % 8) {
	case 0: shared->in_prod = unit_random(); break;
	case 1: shared->out_cons = unit_random(); break;
	case 2: shared->in_prod = r->in_cons + SIZE + 1; break;
	case 3: shared->out_cons = r->out_prod + 1; break;
	case 4: ((uint8_t *)shared)[unit_random() % UC_PAGE_SIZE] = unit_random(); break;
	case 5: /* ours, which nobody may believe */
		shared->in_cons = unit_random();
		shared->out_prod = unit_random();
		break;
	case 6: /* a message that is too short or too long */
		for (unsigned i = 0; i < 4; i++)
			*at(true, r->in_cons + i) = len >> i * 8;
		shared->in_prod = r->in_cons + 4 + unit_random() % 100;
		break;
	case 7:
		memcpy((void *)r->in, question, SIZE / 2);
		shared->in_prod = r->in_cons + unit_random() % (SIZE + 1);
		break;
	}
}

/* One thing that breaks the rules, again and again: each alone is enough. */
static const uint32_t lengths[] = {0, 1, HEADER - 1, SIZE + 1, SIZE + 4, SIZE + 5, INT32_MAX, UINT32_MAX};
static unsigned crime;
#define CRIMES (4 + UC_ARRAY_SIZE(lengths))
static void commit(void)
{
	uint32_t len = crime > 4 ? lengths[crime - 5] : SIZE;

	shared->in_prod = r->in_cons + SIZE; /* as much as there can be */
	for (unsigned i = 0; i < 4; i++)
		*at(true, r->in_cons + i) = len >> i * 8;
	switch (crime) {
	case 1: shared->in_prod++; break;
	case 2: shared->in_prod = r->in_cons - 1; break;
	case 3: shared->out_cons = r->out_prod + 1; break;
	case 4: shared->out_cons = r->out_prod - SIZE - 1; break;
	}
}

/* While a lane waits for its answer, the next one asks: the last one is answered first, or
 * breaks the rules, which is the end of all. */
static unsigned depth, lanes;
static bool last_is_mad;
static void ask_next(void)
{
	unsigned k = depth++;
	struct interface *s = shared_of[k];

	if (depth < lanes) {
		uint8_t mine[100], back[SIZE];
		ssize_t e;

		compose(mine, sizeof mine);
		e = uc_p9front_call(&c->c, depth, mine, sizeof mine, back);
		CHECK(last_is_mad ? e == -EIO : e == sizeof mine && !memcmp(mine, back, e));
	} else if (last_is_mad) {
		s->in_prod = s->in_cons + SIZE + 1;
	}
	while (!last_is_mad && s->out_cons != s->out_prod)
		*at_of(k, true, s->in_prod++) = *at_of(k, false, s->out_cons++);
	depth--;
}

int uc_sleep(uint64_t deadline, bool interruptible)
{
	if (lanes) {
		ask_next();
		return 0;
	}
	CHECK(deadline == UINT64_MAX && !interruptible && !model_masked);
	if (crime)
		commit();
	else if (!hostile)
		serve();
	else
		misbehave();
	for (unsigned i = 0; i < 3; i++) /* rings more than it has to say */
		if (!model_masked)
			interrupt(r);
	if (hostile && ++rounds > 50) { /* it says nothing for ever: it goes */
		state = XenbusStateClosed;
		changed(&c->bus);
	}
	return 0;
}

static void begin(void)
{
	struct uc_p9_channel *channel;

	state = XenbusStateInitWait;
	in_prod = out_cons = rounds = complaints = 0;
	CHECK(!uc_p9front.open("tag", &channel));
	CHECK(channel->max == SIZE && channel->lanes == (memory < 1 << 20 ? 1 : UC_MIN(max_rings, lanes_max)));
	c = uc_p9front_of(channel);
	r = c->ring;
	changed(&c->bus);
	CHECK(!c->gone);
}

/* One that still is connected serves the next mount, unless the domain was moved meanwhile. */
static void drop(void)
{
	struct uc_p9_channel *channel;
	unsigned before = leaves;

	CHECK(uc_p9front.open("tag", &channel) == -EBUSY);
	CHECK(!c->bus.left); /* in the way of a move */
	while (!c->gone) {
		c->c.close(&c->c);
		CHECK(c->bus.left && c->bus.again && leaves == before && found == 1);
		if (unit_random() % 3 == 0) {
			bool was = model_masked;

			changed(&c->bus);
			CHECK(!c->gone && model_masked == was);
			memset(model_grants, 0, sizeof model_grants);
			memset(model_status, 0, sizeof model_status);
			first = 0; /* another table */
			pages = 0;
			model_channels = 0;
			c->bus.left(&c->bus);
			state = XenbusStateInitWait;
			c->bus.again(&c->bus);
			CHECK(!c->ring[0].page && !c->ring[0].in);
			changed(&c->bus);
		}
		CHECK(!uc_p9front.open("tag", &channel));
		c = uc_p9front_of(channel);
		r = c->ring;
		CHECK(found == 1 && c->open && !c->gone && model_channels == c->c.lanes);
		if (unit_random() % 2) {
			state = XenbusStateClosing;
			complaints = 0;
			changed(&c->bus);
			CHECK(c->gone && complaints == 1);
		}
	}
	c->c.close(&c->c);
	CHECK(leaves == before + 1 && !found && model_empty() && uc_list_empty(&channels));
	model_reset();
}

/* Whatever goes wrong, nothing is left of a channel. */
static void fail_to_open(void)
{
	struct uc_p9_channel *channel;
	grant_ref_t all[UC_ARRAY_SIZE(model_grants)];
	unsigned n = 0, before;

	for (fails_at = 1; fails_at <= 5; fails_at++) {
		asked_of_bus = 0;
		before = leaves;
		CHECK(uc_p9front.open("tag", &channel) == -ETIMEDOUT);
		CHECK(leaves == before + (fails_at > 1) && !found && model_empty());
	}
	CHECK(refused == 5);
	fails_at = 0;
	state = XenbusStateInitWait;
	tag = "not";
	CHECK(uc_p9front.open("tag", &channel) == -ENODEV && !found && model_empty());
	tag = "tag";
	/* one grant less than needed, with which the page that has the others is shared */
	while ((all[n] = uc_grant_take()))
		n++;
	for (unsigned i = 0; i < PAGES; i++)
		uc_grant_put(all[--n]);
	before = leaves;
	CHECK(uc_p9front.open("tag", &channel) == -ENOSPC && leaves == before && !found && model_empty());
	model_reset();
	refused = 0;
}

/* With room for some rings they are what there is, each in use; nothing of one more is left. */
static void fewer_rings(void)
{
	grant_ref_t all[UC_ARRAY_SIZE(model_grants)];
	uint8_t mine[100];

	max_rings = RINGS;
	lanes_max = 2;
	compose(mine, sizeof mine);
	for (unsigned lack = 0; lack < 4; lack++) {
		unsigned n = 0, granted = 0;

		if (lack == 0)
			model_channels_max = 2;
		else if (lack < 3) /* no page of indices, none of bytes */
			model_allocations = 3 + lack;
		else
			while ((all[n] = uc_grant_take()))
				n++;
		for (unsigned i = 0; n && i < 3 * PAGES; i++)
			uc_grant_put(all[--n]);
		begin();
		for (unsigned i = 8; i < UC_ARRAY_SIZE(model_grants); i++)
			granted += !!model_flags(i);
		CHECK(model_channels == 2 && granted == 2 * (PAGES + 1));
		lanes = 2;
		CHECK(uc_p9front_call(&c->c, 0, mine, sizeof mine, got) == sizeof mine && !memcmp(mine, got, sizeof mine));
		lanes = 0;
		model_channels_max = model_allocations = UINT32_MAX;
		state = XenbusStateClosed;
		changed(&c->bus);
		c->c.close(&c->c);
		CHECK(!found && model_empty());
		model_reset();
	}
	lanes_max = RINGS;
	max_rings = 1;
}

/* What the back end still uses is not given to anybody, whatever it wrote meanwhile; the rest
 * is. */
static void keep(void)
{
	begin();
	model_pin(r->ref, GTF_writing);
	model_pin(r->refs[3], GTF_reading);
	memset((void *)r->page->ref, 0xff, sizeof r->page->ref);
	state = XenbusStateClosed;
	changed(&c->bus);
	c->c.close(&c->c);
	CHECK(!found && !model_channels);
	model_unpin(1);
	for (unsigned i = 8, n = 0; i < UC_ARRAY_SIZE(model_grants); i++) {
		n += !!model_flags(i);
		CHECK(i + 1 < UC_ARRAY_SIZE(model_grants) || n == 2);
	}
	model_reset();
}

static void obey(void)
{
	begin();
	for (unsigned i = 0; i < 1000; i++) {
		uint32_t most = i % 10 ? 300 : SIZE;

		question_len = HEADER + unit_random() % (most - HEADER + 1);
		answer_len = HEADER + unit_random() % (most - HEADER + 1);
		asked_len = answered = 0;
		compose(question, question_len);
		compose(answer, answer_len);
		CHECK(uc_p9front_call(&c->c, 0, question, question_len, got) == answer_len);
		CHECK(asked_len == question_len && !memcmp(asked, question, question_len));
		CHECK(answered == answer_len && !memcmp(got, answer, answer_len));
	}
	CHECK(!complaints);
	drop();
}

static void many_lanes(void)
{
	uint8_t mine[100];

	max_rings = 3;
	begin();
	drop();
	max_rings = 8;
	memory = 64 * PAGES; /* of which one ring is as much as there may be */
	begin();
	CHECK(c->c.lanes == 1);
	drop();
	memory = 1 << 20;
	begin();
	lanes = RINGS;
	compose(mine, sizeof mine);
	for (unsigned i = 0; i < 3000; i++)
		CHECK(uc_p9front_call(&c->c, 0, mine, sizeof mine, got) == sizeof mine && !memcmp(mine, got, sizeof mine));
	CHECK(!complaints);
	last_is_mad = true;
	CHECK(uc_p9front_call(&c->c, 0, mine, sizeof mine, got) == -EIO && complaints == 1 && c->gone);
	lanes = 0;
	last_is_mad = false;
	drop();
	max_rings = 1;
}

/* The bus may call again late, for one that was mounted and unmounted since the move. */
static void again_without_left(void)
{
	struct uc_p9_channel *channel;

	begin();
	c->c.close(&c->c);
	if (c->bus.left)
		c->bus.again(&c->bus);
	CHECK(!uc_p9front.open("tag", &channel) && channel == &c->c);
	question_len = answer_len = 100;
	asked_len = answered = 0;
	compose(question, question_len);
	compose(answer, answer_len);
	CHECK(uc_p9front_call(&c->c, 0, question, question_len, got) == answer_len);
	CHECK(!memcmp(got, answer, answer_len) && !complaints);
	drop();
}

int main(void)
{
	unsigned ended = 0;
	struct uc_p9_channel *channel;

	obey();
	again_without_left();
	many_lanes();
	fewer_rings();
	fail_to_open();
	max_rings = RINGS;
	fail_to_open();
	max_rings = 1;
	keep();
	for (crime = 1; crime <= CRIMES; crime++) {
		begin();
		/* that of questions is looked at when there is another one */
		for (unsigned k = 0; k < 3; k++)
			CHECK(uc_p9front_call(&c->c, 0, question, SIZE, got) == ((crime == 3 || crime == 4) && !k ? SIZE : -EIO));
		CHECK(c->gone && complaints == 1 && state == XenbusStateConnected);
		drop();
	}
	crime = 0;
	hostile = true;
	for (unsigned i = 0; i < 3000; i++) {
		begin();
		for (unsigned k = 0; k < 10; k++) {
			uint32_t n = HEADER + unit_random() % (SIZE - HEADER + 1), len;
			ssize_t e = uc_p9front_call(&c->c, 0, question, n, got);

			memcpy(&len, got, 4);
			CHECK(e == -EIO ? c->gone : e >= HEADER && e <= SIZE && e == len);
		}
		CHECK(complaints == c->gone);
		ended += c->gone;
		drop();
	}
	CHECK(ended > 2000);
	largest = ORDER - 1;
	state = XenbusStateInitWait;
	CHECK(uc_p9front.open("tag", &channel) == -ENOTSUP && refused == 1);
	printf("ok p9front\n");
	return 0;
}
