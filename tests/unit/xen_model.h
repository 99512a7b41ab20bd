/* SPDX-License-Identifier: BSD-3-Clause */
/* Grants and event channels without a hypervisor, for front ends under test: a
 * page is known by its address, and nobody may free one that is granted. With
 * MODEL_V2 the grants are of version 2. */
#ifndef XEN_MODEL_H
#define XEN_MODEL_H
#define UC_PAGE_SHIFT 12
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
static inline void uc_barrier(void) { __asm__ volatile("" ::: "memory"); }
#include "../../pools/main/xen/grant/take.c"
#include "../../pools/main/xen/grant/open.c"
#include "../../pools/main/xen/ring/ring.c"

void *malloc(size_t);
void *calloc(size_t, size_t);
void *aligned_alloc(size_t, size_t);
void free(void *);
static void *model_blocks[4096];
void *uc_zalloc(size_t n)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_blocks); i++)
		if (!model_blocks[i])
			return model_blocks[i] = calloc(1, n);
	CHECK(!"room for another block");
}
void *uc_malloc(size_t n) { return uc_zalloc(n); }
void uc_free(void *p)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_blocks); i++)
		if (model_blocks[i] == p)
			model_blocks[i] = NULL;
	free(p);
}

#define MODEL_TABLES 8
#ifdef MODEL_V2
static union grant_entry_v2 model_grants[MODEL_TABLES * 256];
static grant_status_t model_status[UC_ARRAY_SIZE(model_grants)];
unsigned uc_grant_version(void) { return 2; }
static uint16_t model_flags(grant_ref_t ref) { return model_grants[ref].hdr.flags | model_status[ref]; }
static uint32_t model_frame(grant_ref_t ref) { return model_grants[ref].full_page.frame; }
static uint16_t *model_use(grant_ref_t ref) { return &model_status[ref]; }
#else
static struct grant_entry_v1 model_grants[MODEL_TABLES * 512];
static grant_status_t model_status[1];
unsigned uc_grant_version(void) { return 1; }
static uint16_t model_flags(grant_ref_t ref) { return model_grants[ref].flags; }
static uint32_t model_frame(grant_ref_t ref) { return model_grants[ref].frame; }
static uint16_t *model_use(grant_ref_t ref) { return &model_grants[ref].flags; }
#endif
/* The other domain begins to use what it may, or lets go of all of it now and
 * then. What it uses is known to Xen even if its mark in the table was written over. */
static struct {
	bool used;
	uint32_t frame;
} model_uses[UC_ARRAY_SIZE(model_grants)];
static inline void model_pin(grant_ref_t ref, uint16_t how)
{
	if (!(model_flags(ref) & GTF_permit_access))
		return;
	*model_use(ref) |= how;
	model_uses[ref].used = true;
	model_uses[ref].frame = model_frame(ref);
}
static inline void model_unpin(unsigned one_in)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_grants); i++)
		if (model_uses[i].used && unit_random() % one_in == 0) {
			*model_use(i) &= ~(GTF_reading | GTF_writing);
			model_uses[i].used = false;
		}
}
static inline bool model_used(const void *page)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_uses); i++)
		if (model_uses[i].used && model_uses[i].frame == uc_xen_frame(page))
			return true;
	return false;
}

void *uc_xen_grant_table(unsigned n) { return n <= MODEL_TABLES ? model_grants : NULL; }
void *uc_xen_grant_status(unsigned n) { CHECK(n == 1); return model_status; }
uint64_t uc_xen_frame(const void *p) { return (uint32_t)((uintptr_t)p >> UC_PAGE_SHIFT); }
long uc_hypercall(long a1, long a2, long a3, long a4, long a5, unsigned nr)
{
	struct gnttab_query_size *q = (void *)a2;

	(void)a3, (void)a4, (void)a5;
	CHECK(nr == __HYPERVISOR_grant_table_op);
	if (a1 == GNTTABOP_set_version) {
		CHECK(((struct gnttab_set_version *)a2)->version == 2);
		return 0;
	}
	CHECK(a1 == GNTTABOP_query_size);
	q->max_nr_frames = MODEL_TABLES;
	q->status = GNTST_okay;
	return 0;
}

static bool model_granted(const void *page)
{
	for (unsigned i = 8; i < UC_ARRAY_SIZE(model_grants); i++)
		if (model_flags(i) && model_frame(i) == uc_xen_frame(page))
			return true;
	return false;
}
/* What a granted frame is: frame numbers of the host have more than 32 bits. */
static struct {
	char *at;
	unsigned order;
} model_pages[4096];
static unsigned model_page_count;

/* What a page was before is nothing that the other domain may see. */
#define SECRET "what was here before"
void *memmem(const void *, size_t, const void *, size_t);

static unsigned model_allocations = UINT32_MAX; /* that succeed */
void *uc_page_alloc(unsigned order)
{
	char *p;
	unsigned i;

	if (!model_allocations)
		return NULL;
	if (model_allocations != UINT32_MAX)
		model_allocations--;
	p = aligned_alloc(UC_PAGE_SIZE, UC_PAGE_SIZE << order);

	for (size_t at = 0; at + sizeof SECRET <= UC_PAGE_SIZE << order; at += sizeof SECRET)
		memcpy(p + at, SECRET, sizeof SECRET);

	for (i = 0; i < model_page_count && model_pages[i].at; i++)
		;
	CHECK(i < UC_ARRAY_SIZE(model_pages));
	if (i == model_page_count)
		model_page_count++;
	model_pages[i].at = p;
	model_pages[i].order = order;
	return p;
}
void *uc_page_alloc_zero(unsigned order)
{
	void *p = uc_page_alloc(order);

	return p ? memset(p, 0, UC_PAGE_SIZE << order) : NULL;
}
void uc_page_free(void *page, unsigned order)
{
	for (unsigned i = 0; i < 1u << order; i++) {
		char *p = (char *)page + i * UC_PAGE_SIZE;

		CHECK(!model_granted(p) && !model_used(p));
	}
	for (unsigned i = 0; i < model_page_count; i++)
		if (model_pages[i].at == page)
			model_pages[i].at = NULL;
	free(page);
}
/* As the other domain maps it; NULL: it may not. */
static char *model_map(grant_ref_t ref, bool write)
{
	uint16_t flags = ref >= 8 && ref < UC_ARRAY_SIZE(model_grants) ? model_flags(ref) : 0;

	if (!(flags & GTF_permit_access) || (write && flags & GTF_readonly))
		return NULL;
	static unsigned hints[1 << 12]; /* where the frame was the last time */
	unsigned *hint = &hints[model_frame(ref) % UC_ARRAY_SIZE(hints)];

	for (unsigned n = 0; n < model_page_count; n++) {
		unsigned i = (*hint + n) % model_page_count;

		for (unsigned k = 0; model_pages[i].at && k < 1u << model_pages[i].order; k++) {
			char *p = model_pages[i].at + k * UC_PAGE_SIZE;

			if (uc_xen_frame(p) == model_frame(ref)) {
				CHECK(!memmem(p, UC_PAGE_SIZE, SECRET, sizeof SECRET));
				*hint = i;
				return p;
			}
		}
	}
	return NULL;
}

static unsigned model_channels; /* that are open */
/* Everything is as in the beginning, and what leaked to the other domain freed. */
static void model_reset(void)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_blocks); i++)
		free(model_blocks[i]);
	memset(model_blocks, 0, sizeof model_blocks);
	for (unsigned i = 0; i < model_page_count; i++)
		free(model_pages[i].at);
	model_page_count = 0;
	memset(model_grants, 0, sizeof model_grants);
	memset(model_status, 0, sizeof model_status);
	memset(model_uses, 0, sizeof model_uses);
	first = 0;
	pages = version = 0;
	model_channels = 0;
}

void uc_xen_on_resume(struct uc_xen_resumer *r) { (void)r; }

static unsigned complaints, notified;
static bool model_masked;
void uc_printk(const char *fmt, ...) { (void)fmt; complaints++; }
void uc_panic(const char *fmt, ...) { printf("panic: %s\n", fmt); exit(1); }
static unsigned model_channels_max = UINT32_MAX;
int uc_evtchn_alloc(domid_t remote)
{
	CHECK(remote == 5);
	if (model_channels >= model_channels_max)
		return -ENOSPC;
	model_channels++;
	return 9;
}
int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg) { (void)fn, (void)arg; CHECK(port == 9); return 0; }
void uc_evtchn_close(evtchn_port_t port) { CHECK(port == 9 && model_channels); model_channels--; }
void uc_evtchn_notify(evtchn_port_t port) { CHECK(port == 9); notified++; }
void uc_evtchn_mask(evtchn_port_t port) { CHECK(port == 9); model_masked = true; }
void uc_evtchn_unmask(evtchn_port_t port) { CHECK(port == 9); model_masked = false; }

/* Everything was given back. */
static inline bool model_empty(void)
{
	for (unsigned i = 0; i < UC_ARRAY_SIZE(model_blocks); i++)
		if (model_blocks[i])
			return false;
	for (unsigned i = 0; i < model_page_count; i++)
		if (model_pages[i].at)
			return false;
	for (unsigned i = 8; i < UC_ARRAY_SIZE(model_grants); i++)
		if (model_flags(i))
			return false;
	return !model_channels;
}

/* tests/unit/xencalm.c has its own. A macro, as not all that includes this has a bus. */
#define MODEL_NO_STORMS \
	bool uc_xenbus_storm(struct uc_xenbus_calm *c, evtchn_port_t port, uc_irq_fn fn, void *arg) \
	{ \
		(void)c, (void)port, (void)fn, (void)arg; \
		return false; \
	} \
	void uc_xenbus_calm_end(struct uc_xenbus_calm *c) { (void)c; }

/* The back end's half of a ring. */
struct model_back {
	struct uc_xen_ring *r;
	uint32_t req_cons, rsp_prod;
};
static inline bool model_request(struct model_back *b, void *to, size_t n)
{
	if (b->req_cons == b->r->shared->req_prod || b->req_cons - b->rsp_prod > b->r->mask)
		return false;
	memcpy(to, b->r->slots + (size_t)(b->req_cons++ & b->r->mask) * b->r->slot, n);
	b->r->shared->req_event = b->req_cons + unit_random() % 3;
	return true;
}
static inline void model_answer(struct model_back *b, const void *from, size_t n)
{
	memcpy(b->r->slots + (size_t)(b->rsp_prod++ & b->r->mask) * b->r->slot, from, n);
	b->r->shared->rsp_prod = b->rsp_prod;
}
#endif
