/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/heap.h>
#include <uc/xen/bus.h>
#include <uc/xen/suspend.h>

static struct uc_list devices = UC_LIST_INIT(devices);
/* Held while devices are found again: they stay until that is over. */
static struct uc_mutex finding = {.q = UC_WAITQ_INIT(finding.q)};

#define CLASS_MAX 32 /* devices */

/* The number of the index-th device; < 0: -errno. */
static int number_of(const char *class, unsigned index)
{
	char path[UC_XENBUS_PATH], *names, *at;
	unsigned ids[CLASS_MAX], n = 0, count;
	int e;

	uc_snprintf(path, sizeof path, "device/%s", class);
	e = uc_xenstore_list(UC_XENSTORE_NO_TX, path, &names, &count);
	if (e)
		return e == -ENOENT ? -ENODEV : e;
	for (at = names; count-- && n < CLASS_MAX; at += strlen(at) + 1) {
		const char *end;
		uint64_t id = uc_strtou(at, &end);
		unsigned to = n;

		if (*at < '0' || *at > '9' || *end || id > INT32_MAX)
			continue;
		for (; to && ids[to - 1] > id; to--)
			ids[to] = ids[to - 1];
		ids[to] = id;
		n++;
	}
	uc_free(names);
	return index < n ? (int)ids[index] : -ENODEV;
}

static int read_backend(struct uc_xenbus *b)
{
	char path[UC_XENSTORE_PATH], *text;
	uint64_t domain;
	int e;

	b->node = "backend-id";
	uc_xenstore_join(path, b->path, b->node);
	e = uc_xenstore_read_number(UC_XENSTORE_NO_TX, path, DOMID_FIRST_RESERVED - 1, &domain);
	if (e)
		return e;
	b->domain = domain;
	b->node = "backend";
	uc_xenstore_join(path, b->path, b->node);
	e = uc_xenstore_read(UC_XENSTORE_NO_TX, path, &text);
	if (e)
		return e;
	if (uc_strlcpy(b->backend, text, sizeof b->backend) >= sizeof b->backend)
		e = -ENAMETOOLONG;
	uc_free(text);
	return e;
}

static void look(struct uc_xenstore_watch *w)
{
	struct uc_xenbus *b = UC_CONTAINER(w, struct uc_xenbus, watch);

	b->state = uc_xenbus_state(b);
	uc_wake(&b->q, -1, 0);
	if (b->changed)
		b->changed(b);
}

static int watch(struct uc_xenbus *b)
{
	int e = read_backend(b);

	if (e)
		return e;
	uc_xenstore_join(b->watched, b->backend, "state");
	b->watch = (struct uc_xenstore_watch){.path = b->watched, .fn = look};
	return uc_xenstore_watch(&b->watch);
}

static void left(void)
{
	uc_list_each(at, &devices) {
		struct uc_xenbus *b = UC_CONTAINER(at, struct uc_xenbus, all);

		b->state = XenbusStateUnknown;
		b->left(b); /* has one: else we would not have moved */
	}
}

/* Each has the same number as before, and another back end. */
static void again(void)
{
	uc_mutex_lock(&finding);
	uc_list_each(at, &devices) {
		struct uc_xenbus *b = UC_CONTAINER(at, struct uc_xenbus, all);
		int e;

		if (!b->left)
			continue; /* was found here, since the move */
		uc_xenstore_unwatch(&b->watch);
		e = watch(b);
		if (e)
			uc_xenbus_refuse(b, e);
		b->again(b);
	}
	uc_mutex_unlock(&finding);
}

static void register_device(struct uc_xenbus *b)
{
	static struct uc_xen_resumer resumer = {.now = left, .later = again};

	static bool once;

	if (!once)
		uc_xen_on_resume(&resumer);
	once = true;
	uc_list_append(&devices, &b->all);
}

void uc_xenbus_forget(struct uc_xenbus *b)
{
	uc_mutex_lock(&finding);
	uc_list_remove(&b->all);
	uc_mutex_unlock(&finding);
	uc_xenstore_unwatch(&b->watch);
}

const char *uc_xenbus_fixed(void)
{
	uc_list_each(at, &devices) {
		struct uc_xenbus *b = UC_CONTAINER(at, struct uc_xenbus, all);

		if (!b->left)
			return b->path;
	}
	return NULL;
}

int uc_xenbus_find(struct uc_xenbus *b, const char *class, unsigned index)
{
	int id = number_of(class, index), e;

	if (id < 0)
		return id;
	b->id = id;
	uc_snprintf(b->path, sizeof b->path, "device/%s/%d", class, id);
	uc_waitq_init(&b->q);
	e = watch(b);
	if (e)
		uc_xenbus_refuse(b, e);
	else
		register_device(b);
	return e;
}
