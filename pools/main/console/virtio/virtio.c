/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * VIRTIO 1.1, 5.3, port 0, as the console. It is there from level DEV on: what is
 * printed before waits, and is lost when the machine ends before. Output waits
 * for the device, but not for one that takes nothing for a second.
 */
#include <uc/page.h>
#include <uc/plat.h>
#include <uc/virtio.h>

#define RX_QUEUE 0
#define TX_QUEUE 1
#define BUFFERS  8 /* of a page together */
#define BUFFER   (UC_PAGE_SIZE / BUFFERS)
#define PATIENCE 1000000000UL /* ns */

/* The device that is the console: no other driver takes it. */
struct uc_virtio *uc_console_virtio;

static struct uc_virtq *rx, *tx;
static char *out;
static bool stuck; /* it did not take the last piece; it may still read it */
static char early[2048];
static size_t early_len;
static char *current; /* a buffer that input is taken from */
static uint32_t at, end;
static uc_irq_fn listener;
static void *listener_arg;

static bool sent(void)
{
	uint64_t until = uc_plat_monotonic() + PATIENCE;

	while (!uc_virtq_get(tx, NULL))
		if (uc_virtio_broken(uc_console_virtio) || uc_plat_monotonic() > until)
			return false;
	return true;
}

static void put(const char *s, size_t n)
{
	while (n && !uc_virtio_broken(uc_console_virtio)) {
		struct uc_sg sg = {uc_phys(out), UC_MIN(n, UC_PAGE_SIZE)};

		if (stuck && !uc_virtq_get(tx, NULL))
			return;
		memcpy(out, s, sg.len);
		if (uc_virtq_add(tx, &sg, 1, 0, out))
			return;
		uc_virtq_kick(tx);
		stuck = !sent();
		s += sg.len;
		n -= sg.len;
	}
}

void uc_plat_putc(const char *s, size_t n)
{
	unsigned long f = uc_irq_save();

	if (tx)
		put(s, n);
	else
		for (; n && early_len < sizeof early; n--)
			early[early_len++] = *s++;
	uc_irq_restore(f);
}

static void post(char *buffer)
{
	struct uc_sg sg = {uc_phys(buffer), BUFFER};

	uc_virtq_add(rx, &sg, 0, 1, buffer);
	uc_virtq_kick(rx);
}

int uc_plat_getc(void)
{
	unsigned long f = uc_irq_save();
	int c = -1;

	while (rx && c < 0) {
		if (at < end) {
			c = (unsigned char)current[at++];
			break;
		}
		if (current)
			post(current);
		current = uc_virtq_get(rx, &end);
		at = 0;
		if (!current) {
			end = 0;
			if (!uc_virtq_irq_on(rx))
				break;
		}
	}
	uc_irq_restore(f);
	return c;
}

void uc_plat_console_listen(uc_irq_fn fn, void *arg)
{
	listener_arg = arg;
	listener = fn;
}

static void interrupt(void *arg)
{
	(void)arg;
	if (listener)
		listener(listener_arg);
}

static void connect(void)
{
	struct uc_virtio *v = uc_virtio_find(UC_VIRTIO_CONSOLE, 0);
	char *in = uc_page_alloc(0);
	struct uc_virtq *q;
	uint64_t features;

	out = uc_page_alloc(0);
	if (!v || !in || !out || uc_virtio_start(v, 0, &features))
		return;
	uc_console_virtio = v;
	rx = uc_virtq_new(v, RX_QUEUE, BUFFERS, interrupt, NULL);
	q = rx ? uc_virtq_new(v, TX_QUEUE, 2, NULL, NULL) : NULL;
	if (!q) {
		rx = NULL;
		uc_virtio_stop(v);
		return;
	}
	uc_virtio_ready(v);
	for (unsigned i = 0; i < BUFFERS; i++)
		post(in + i * BUFFER);
	tx = q;
	uc_plat_putc(early, early_len);
}
UC_INIT(UC_INIT_DEV, connect);
