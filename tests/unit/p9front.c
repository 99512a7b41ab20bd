/* SPDX-License-Identifier: BSD-3-Clause */
/* The rings of p9front under a back end that takes and gives bytes as it likes, and
 * under one that writes anything anywhere. What waits runs the back end. */
#include "unit.h"
#include "xen_model.h"
#include "../../pools/main/drivers/p9front/p9front.c"
#include "../../pools/main/sched/core/wait.c"
MODEL_NO_STORMS

static struct channel *c;
static struct interface *shared;
static uint32_t in_prod, out_cons; /* the back end's own */
static bool hostile;
static unsigned rounds, state, refused;
static uint64_t largest = 9;
static struct uc_thread self;
struct uc_thread *uc_current = &self;
void uc_thread_wake(struct uc_thread *t) { (void)t; }

int uc_xenstore_join(char path[UC_XENSTORE_PATH], const char *dir, const char *node) { (void)path, (void)dir, (void)node; return 0; }
int uc_xenstore_read(uc_xenstore_tx tx, const char *path, char **text)
{
	(void)tx, (void)path;
	*text = uc_zalloc(4);
	memcpy(*text, "tag", 4);
	return 0;
}
void uc_xenstore_unwatch(struct uc_xenstore_watch *w) { (void)w; }
int uc_xenbus_find(struct uc_xenbus *b, const char *class, unsigned index)
{
	CHECK(!strcmp(class, "9pfs"));
	b->domain = 5;
	return index ? -ENODEV : 0;
}
void uc_xenbus_forget(struct uc_xenbus *b) { (void)b; }
void uc_xenbus_refuse(const struct uc_xenbus *b, int e) { (void)b; CHECK(e == -ENOTSUP); refused++; }
unsigned uc_xenbus_state(struct uc_xenbus *b) { (void)b; return state; }
int uc_xenbus_await(struct uc_xenbus *b, unsigned states) { (void)b, (void)states; return 0; }
int uc_xenbus_say(struct uc_xenbus *b, unsigned s) { (void)b, (void)s; return 0; }
uint64_t uc_xenbus_number(struct uc_xenbus *b, const char *node, uint64_t max, uint64_t otherwise)
{
	(void)b, (void)max, (void)otherwise;
	CHECK(!strcmp(node, "max-ring-page-order"));
	return largest;
}
int uc_xenbus_publish(struct uc_xenbus *b, const struct uc_xenbus_value *v, unsigned n)
{
	(void)b;
	CHECK(n == 4 && !strcmp(v[2].node, "ring-ref0"));
	shared = (void *)model_map(v[2].number, true);
	CHECK(shared && shared->order == ORDER);
	for (unsigned i = 0; i < PAGES; i++)
		CHECK(model_map(shared->ref[i], true));
	return 0;
}

/* Messages of the two sides, and what has gone of them. */
static uint8_t question[SIZE], asked[SIZE], answer[SIZE], got[SIZE];
static uint32_t question_len, asked_len, answer_len, answered;

static uint8_t *at(bool in, uint32_t i)
{
	uint32_t byte = i % SIZE + (in ? 0 : SIZE);

	return (uint8_t *)model_map(shared->ref[byte / UC_PAGE_SIZE], true) + byte % UC_PAGE_SIZE;
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
	case 2: shared->in_prod = c->in_cons + SIZE + 1; break;
	case 3: shared->out_cons = c->out_prod + 1; break;
	case 4: ((uint8_t *)shared)[unit_random() % UC_PAGE_SIZE] = unit_random(); break;
	case 5: /* ours, which nobody may believe */
		shared->in_cons = unit_random();
		shared->out_prod = unit_random();
		break;
	case 6: /* a message that is too short or too long */
		for (unsigned i = 0; i < 4; i++)
			*at(true, c->in_cons + i) = len >> i * 8;
		shared->in_prod = c->in_cons + 4 + unit_random() % 100;
		break;
	case 7:
		memcpy((void *)c->in, question, SIZE / 2);
		shared->in_prod = c->in_cons + unit_random() % (SIZE + 1);
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

	shared->in_prod = c->in_cons + SIZE; /* as much as there can be */
	for (unsigned i = 0; i < 4; i++)
		*at(true, c->in_cons + i) = len >> i * 8;
	switch (crime) {
	case 1: shared->in_prod++; break;
	case 2: shared->in_prod = c->in_cons - 1; break;
	case 3: shared->out_cons = c->out_prod + 1; break;
	case 4: shared->out_cons = c->out_prod - SIZE - 1; break;
	}
}

int uc_sleep(uint64_t deadline, bool interruptible)
{
	CHECK(deadline == UINT64_MAX && !interruptible && !model_masked);
	if (crime)
		commit();
	else if (!hostile)
		serve();
	else
		misbehave();
	for (unsigned i = 0; i < 3; i++) /* rings more than it has to say */
		if (!model_masked)
			interrupt(c);
	if (hostile && ++rounds > 50) { /* it says nothing for ever: it goes */
		state = XenbusStateClosed;
		changed(&c->bus);
	}
	return 0;
}

static void begin(void)
{
	struct uc_p9_channel *channel;

	state = XenbusStateConnected;
	in_prod = out_cons = rounds = complaints = 0;
	CHECK(!uc_p9front.open("tag", &channel));
	CHECK(channel->max == SIZE);
	c = of(channel);
	changed(&c->bus);
	CHECK(!c->gone);
}

static void drop(void)
{
	c->c.close(&c->c);
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
		CHECK(call(&c->c, question, question_len, got) == answer_len);
		CHECK(asked_len == question_len && !memcmp(asked, question, question_len));
		CHECK(answered == answer_len && !memcmp(got, answer, answer_len));
	}
	CHECK(!complaints);
	drop();
}

int main(void)
{
	unsigned ended = 0;
	struct uc_p9_channel *channel;

	obey();
	for (crime = 1; crime <= CRIMES; crime++) {
		begin();
		/* that of questions is looked at when there is another one */
		for (unsigned k = 0; k < 3; k++)
			CHECK(call(&c->c, question, SIZE, got) == ((crime == 3 || crime == 4) && !k ? SIZE : -EIO));
		CHECK(c->gone && complaints == 1 && state == XenbusStateConnected);
		drop();
	}
	crime = 0;
	hostile = true;
	for (unsigned i = 0; i < 3000; i++) {
		begin();
		for (unsigned k = 0; k < 10; k++) {
			uint32_t n = HEADER + unit_random() % (SIZE - HEADER + 1), len;
			ssize_t r = call(&c->c, question, n, got);

			memcpy(&len, got, 4);
			CHECK(r == -EIO ? c->gone : r >= HEADER && r <= SIZE && r == len);
		}
		CHECK(complaints == c->gone);
		ended += c->gone;
		drop();
	}
	CHECK(ended > 2000);
	largest = ORDER - 1;
	CHECK(uc_p9front.open("tag", &channel) == -ENOTSUP && refused == 1);
	printf("ok p9front\n");
	return 0;
}
