/* SPDX-License-Identifier: BSD-3-Clause */
/* A 9P server for the client under test, which answers in form, or else: cut short, too
 * long, damaged anywhere, or wrong in one thing. */
#ifndef P9_MODEL_H
#define P9_MODEL_H
static bool lies;
static unsigned names;   /* entries of a folder */
/* One thing that is not as it should be, in every answer that has it. */
static enum {
	NONE, TAG_OF_ANOTHER, ANSWER_TO_ANOTHER, ERROR_0, ERROR_HUGE, /* any */
	NAME_EMPTY, NAME_SLASH, NAME_NUL, NAME_LONG, NAME_BEYOND, OFFSET_LAST, /* readdir */
	TYPE_NONE, TYPE_DEVICE, SIZE_LAST, BLOCK_NONE, /* getattr */
	COUNT_MORE, COUNT_HUGE, /* read, write */
	WALKED_NONE, WALKED_MORE, SIZE_SMALL, OTHER_VERSION, TRICKS
} trick;
static struct p9_message *a;

static void qid(uint64_t ino) { uc_p9_put(a, ino % 2 ? 0 : 0x80, 1); uc_p9_put(a, 1, 4); uc_p9_put(a, ino, 8); }

/* A folder of names of all lengths, as many as fit, each in whole. */
static bool many;
static void entries(struct p9_message *q)
{
	uint64_t n = uc_p9_get(q, 8);
	uint32_t most = uc_p9_get(q, 4), count = 0;
	size_t at = a->at;
	char name[255];

	memset(name, 'n', sizeof name);
	uc_p9_put(a, 0, 4);
	for (; n < 255 && count + 24 + n + 1 <= most; count += 24 + ++n) {
		qid(n);
		uc_p9_put(a, n + 1, 8);
		uc_p9_put(a, 8, 1);
		uc_p9_put_string(a, name, n + 1);
	}
	memcpy(a->buf + at, &count, 4);
}

static void answer_to(struct p9_message *q, unsigned type)
{
	uint32_t fid = type == P9_VERSION ? 0 : uc_p9_get(q, 4), n;

	switch (type) {
	case P9_VERSION:
		uc_p9_put(a, trick == SIZE_SMALL ? 100 : 8192, 4);
		uc_p9_put_string(a, trick == OTHER_VERSION ? "9P2000.u" : "9P2000.L", 8);
		break;
	case P9_ATTACH: qid(2); break;
	case P9_WALK:
		uc_p9_get(q, 4);
		n = uc_p9_get(q, 2);
		if (n && trick == WALKED_NONE)
			n = 0;
		uc_p9_put(a, trick == WALKED_MORE ? n + 1 : n, 2);
		if (n)
			qid(3);
		break;
	case P9_GETATTR:
		uc_p9_put(a, BASIC, 8);
		qid(fid ? 1 + fid % 7 : 2);
		n = fid && fid % 7 % 2 == 0 ? S_IFREG | 0644 : S_IFDIR | 0755;
		uc_p9_put(a, trick == TYPE_NONE ? 0644 : trick == TYPE_DEVICE && fid ? S_IFBLK | 0644 : n, 4);
		for (unsigned i = 0; i < 2; i++)
			uc_p9_put(a, i, 4);
		for (unsigned i = 0; i < 15; i++)
			uc_p9_put(a, i == 1 ? 0xca00 : i == 2 ? trick == SIZE_LAST ? UINT64_MAX : 5000
					      : i == 3 && trick == BLOCK_NONE ? 0 : i, 8);
		break;
	case P9_READ:
		uc_p9_get(q, 8);
		n = uc_p9_get(q, 4);
		n = trick == COUNT_MORE ? n + 1 : UC_MIN(n, 3000u);
		uc_p9_put(a, trick == COUNT_HUGE ? UINT32_MAX : n, 4);
		for (unsigned i = 0; i < n; i++)
			uc_p9_put(a, i, 1);
		break;
	case P9_WRITE:
		uc_p9_get(q, 8);
		n = uc_p9_get(q, 4);
		CHECK(uc_p9_get_bytes(q, n));
		uc_p9_put(a, trick == COUNT_MORE ? n + 1 : trick == COUNT_HUGE ? UINT32_MAX : n, 4);
		break;
	case P9_READDIR:
		if (many) {
			entries(q);
			break;
		}
		n = uc_p9_get(q, 8);
		static const char *const bad[TRICKS] = {[NAME_EMPTY] = "", [NAME_SLASH] = "../x", [NAME_NUL] = "x\0yz"};
		char long_name[256];
		const char *name = bad[trick] ? bad[trick] : trick == NAME_LONG ? memset(long_name, 'n', 256) : "name";
		size_t len = trick == NAME_EMPTY ? 0 : trick == NAME_LONG ? 256 : 4;

		uc_p9_put(a, trick == COUNT_HUGE ? UINT32_MAX : n < names ? 24 + len : 0, 4);
		if (n < names) {
			qid(n);
			uc_p9_put(a, trick == OFFSET_LAST ? INT64_MAX : n + 1, 8);
			uc_p9_put(a, 8, 1);
			if (trick == NAME_BEYOND) {
				uc_p9_put(a, 5000, 2);
				uc_p9_put_bytes(a, name, len);
			} else {
				uc_p9_put_string(a, name, len);
			}
		}
		break;
	case P9_READLINK: uc_p9_put_string(a, "target", 6); break;
	case P9_STATFS:
		for (unsigned i = 0; i < 15; i++)
			uc_p9_put(a, i, 4);
		break;
	default:
		for (unsigned i = 0; i < 4; i++)
			uc_p9_put(a, i, 8);
	}
}

/* While a call is under way another thread makes one, and is answered first. */
static bool busy[8];
static void (*meanwhile)(void);

static ssize_t call(struct uc_p9_channel *c, unsigned lane, const void *request, size_t n, void *reply)
{
	struct p9_message q = {.buf = (void *)request, .end = n}, r = {.buf = reply, .end = c->max};
	unsigned type, tag;

	CHECK(lane < c->lanes && !busy[lane]);
	busy[lane] = true;
	if (meanwhile)
		meanwhile();
	busy[lane] = false;
	a = &r;
	CHECK(uc_p9_get(&q, 4) == n);
	type = uc_p9_get(&q, 1);
	tag = uc_p9_get(&q, 2);
	CHECK(type == P9_VERSION ? tag == NOTAG && lane == NOTAG % c->lanes : tag == lane);
	uc_p9_put(a, 0, 4);
	uc_p9_put(a, type + 1, 1);
	uc_p9_put(a, tag, 2);
	answer_to(&q, type);
	CHECK(!q.bad && !r.bad);
	if (type == P9_RENAMEAT || type == P9_CLUNK) /* of which nothing is read */
		r.at = 7;
	uint32_t len = r.at, error = trick == ERROR_HUGE ? UINT32_MAX : 0;
	switch (trick) {
	case TAG_OF_ANOTHER: r.buf[5]++; break;
	case ANSWER_TO_ANOTHER: r.buf[4] += 2; break;
	case ERROR_0: case ERROR_HUGE:
		r.buf[4] = P9_RLERROR;
		memcpy(r.buf + 7, &error, 4);
		len = r.at = 11;
		break;
	default: break;
	}
	if (lies && unit_random() % 3 == 0)
		switch (unit_random() % 6) {
		case 0: len = 7 + unit_random() % len; break;
		case 1: r.buf[unit_random() % len] = unit_random(); break;
		case 2: memset(r.buf + 7 + unit_random() % 8, unit_random(), 2); break;
		case 3: r.buf[4] = P9_RLERROR; break;
		case 4: memset(r.buf + 7, unit_random(), len - 7); break;
		case 5: return -EIO;
		}
	len = UC_MIN(len, (uint32_t)r.at);
	if (!lies || unit_random() % 8)
		memcpy(r.buf, &len, 4);
	/* what lies behind the message is not part of it: the sanitizer cannot see
	 * that, so make it useless */
	memset(r.buf + len, 0xff, c->max - len);
	return len;
}
static unsigned shuts;
static void shut(struct uc_p9_channel *c) { (void)c; shuts++; }
static struct uc_p9_channel channel = {.max = 16384, .lanes = 3, .call = call, .close = shut};
static int open_model(const char *tag, struct uc_p9_channel **c)
{
	CHECK(!strcmp(tag, "tag"));
	*c = &channel;
	return 0;
}
static const struct uc_p9_transport transport = {"model", open_model};
const void *const uc_members_p9_transport[] = {&transport, NULL};
#endif
