/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/page.h>
#include <uc/sched.h>

#define TID_MAX 4194304 /* as Linux on 64 bits */

static int new_tid(void)
{
	static int last = 1;

	do
		last = last == TID_MAX ? 2 : last + 1;
	while (uc_thread_find(last));
	return last;
}

/* The thread's own record and state area lie at the top of its stack pages. */
static struct uc_thread *create(const char *name, bool app)
{
	size_t size = UC_ALIGN_UP(sizeof(struct uc_thread), 64UL);
	struct uc_thread *t;
	char *base;

	uc_sched_reap();
	base = uc_kstack_alloc();
	if (!base)
		return NULL;
	t = (struct uc_thread *)(base + UC_KSTACK_SIZE - size);
	memset(t, 0, size);
	uc_thread_stack(t, base, size, app);
	t->kernel = !app;
	t->tid = app ? new_tid() : 0;
	uc_strlcpy(t->name, name, sizeof t->name);
	uc_list_init(&t->run);
	uc_list_init(&t->sig_queue);
	return t;
}

static void start(struct uc_thread *t)
{
	unsigned long f = uc_irq_save();

	uc_list_append(&uc_threads, &t->all);
	uc_sched_ready(t);
	uc_irq_restore(f);
}

struct call {
	void (*fn)(void *);
	void *arg;
};

static void run(void *arg)
{
	struct call *c = arg;

	c->fn(c->arg);
	uc_thread_exit();
}

struct uc_thread *uc_thread_kernel(const char *name, void (*fn)(void *),
				   void *arg)
{
	struct uc_thread *t = create(name, false);
	struct call *c;

	if (!t)
		return NULL;
	t->kstack_top -= 64;
	c = (struct call *)t->kstack_top;
	*c = (struct call){fn, arg};
	uc_arch_context_kernel(&t->ctx, c, run, c);
	start(t);
	return t;
}

struct uc_thread *uc_thread_user(const struct uc_uframe *frame, uintptr_t tls)
{
	struct uc_thread *me = uc_current, *t = create(me->name, true);

	if (!t)
		return NULL;
	t->tls = tls;
	t->nice = me->nice;
	t->sig_mask = me->sig_mask;
	__asm__ volatile("stmxcsr %0; fnstcw %1" : "=m"(t->mxcsr), "=m"(t->fpu_cw));
	t->uframe = uc_arch_context_user(&t->ctx, (void *)t->kstack_top, frame);
	uc_app_threads++;
	start(t);
	return t;
}

/* What the scheduler needs from the second application thread on. */
__asm__(".reloc ., R_X86_64_NONE, uc_policy_several");
