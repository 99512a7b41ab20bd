/* SPDX-License-Identifier: BSD-3-Clause */
/* VIRTIO 1.1, 5.3, without the extension of several ports. */
#include <sys/epoll.h>
#include <sys/sysmacros.h>
#include <uc/heap.h>
#include <uc/page.h>
#include "internal.h"

#define F_SIZE   (1ULL << 0)
#define RX_QUEUE 0
#define TX_QUEUE 1
#define MAJOR    229 /* Linux's devices.txt: hvc */
#define CONSOLES 8

/* The machine's console is nobody's device. */
extern struct uc_virtio *uc_console_virtio UC_WEAK;

void uc_hvc_post(struct console *c, char *buffer)
{
	struct uc_sg sg = {uc_phys(buffer), BUFFER};

	uc_virtq_add(c->rx, &sg, 0, 1, buffer);
}

static bool receive(struct console *c)
{
	bool any = false;
	uint32_t len;
	char *p;

	while ((p = uc_virtq_get(c->rx, &len))) {
		unsigned at = (c->first + c->count) % BUFFERS;

		if (!len) {
			uc_hvc_post(c, p);
			continue;
		}
		c->full[at].data = p;
		c->full[at].len = len;
		c->count++;
		any = true;
	}
	return any;
}

void uc_hvc_interrupt(void *arg)
{
	struct console *c = arg;
	unsigned events = 0;
	bool broken;

	do {
		if (receive(c))
			events |= EPOLLIN | EPOLLRDNORM;
		if (c->sending && uc_virtq_get(c->tx, NULL)) {
			c->sending = false;
			events |= EPOLLOUT | EPOLLWRNORM;
		}
		broken = uc_virtio_broken(c->virtio);
	} while (!broken && (uc_virtq_irq_on(c->rx) | uc_virtq_irq_on(c->tx)));
	if (broken)
		events |= EPOLLERR | EPOLLHUP;
	uc_file_wake(&c->q, events);
}

static void ready(struct console *c)
{
	unsigned long f = uc_irq_save();

	uc_virtio_ready(c->virtio);
	for (unsigned i = 0; i < BUFFERS; i++)
		uc_hvc_post(c, c->in + i * BUFFER);
	uc_virtq_kick(c->rx);
	uc_hvc_interrupt(c);
	uc_irq_restore(f);
}

static bool start(struct console *c)
{
	uint64_t features;

	c->in = uc_page_alloc(0);
	c->out = uc_page_alloc(0);
	if (!c->in || !c->out || uc_virtio_start(c->virtio, F_SIZE, &features))
		return false;
	c->sized = features & F_SIZE;
	c->rx = uc_virtq_new(c->virtio, RX_QUEUE, BUFFERS, uc_hvc_interrupt, c);
	if (!c->rx)
		return false;
	uc_virtq_irq_off(c->rx);
	c->tx = uc_virtq_new(c->virtio, TX_QUEUE, 2, uc_hvc_interrupt, c);
	if (!c->tx)
		return false;
	ready(c);
	return true;
}

static void add(struct uc_virtio *v, unsigned n)
{
	struct console *c = uc_zalloc(sizeof *c);

	if (!c)
		return;
	c->virtio = v;
	uc_waitq_init(&c->q);
	uc_snprintf(c->name, sizeof c->name, "hvc%u", n);
	if (!start(c)) {
		uc_printk("virtio %s: cannot be used as a console\n", uc_virtio_name(v));
		if (!c->rx || c->tx)
			uc_virtio_stop(v);
		return;
	}
	c->node.name = c->name;
	c->node.mode = S_IFCHR | 0620;
	c->node.rdev = makedev(MAJOR, n);
	c->node.ops = &uc_hvc_ops;
	c->node.data = c;
	uc_device_add(&c->node);
}

static void probe(void)
{
	struct uc_virtio *v;

	for (unsigned i = 0, n = 0; n < CONSOLES && (v = uc_virtio_find(UC_VIRTIO_CONSOLE, i)); i++)
		if (!&uc_console_virtio || v != uc_console_virtio)
			add(v, n++);
}

const struct uc_probe uc_virtio_console = {"virtio-console", probe};
