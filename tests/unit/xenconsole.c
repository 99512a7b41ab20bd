/* SPDX-License-Identifier: BSD-3-Clause */
/* Xen's console under a daemon that is slow, one that stops, and one that writes
 * anything into the ring. Time goes on where the guest naps. */
#include "unit.h"
#include <pthread.h>
#include <signal.h>
struct uc_context { uint64_t ksp; };
static inline void uc_barrier(void) { __asm__ volatile("" ::: "memory"); }
#include "../../pools/main/xen/console/output.c"
#undef SIZE
#include "../../pools/main/xen/console/input.c"

void *malloc(size_t);
void free(void *);
struct uc_xen_boot uc_xen_boot = {.console_port = 3};
volatile struct xencons_interface *uc_xen_console;
unsigned uc_xen_console_life = 1;
void uc_xen_log(const char *s, size_t n) { (void)s, (void)n; }
void uc_xen_on_resume(struct uc_xen_resumer *r) { (void)r; }
int uc_evtchn_bind(evtchn_port_t port, uc_irq_fn fn, void *arg) { (void)fn, (void)arg; CHECK(port == 3); return 0; }
void uc_evtchn_notify(evtchn_port_t port) { CHECK(port == 3); }

static struct xencons_interface *ring;
static uint64_t now, crawled;
uint64_t uc_xen_time(void) { return now += 10; }

static enum { READS, STOPS, JUMPS, RUNS_AHEAD, GOES_BACK, CRAWLS, ANY } how;
static char out[1 << 20];
static uint32_t out_len, taken;

static void daemon_runs(void)
{
	switch (how) {
	case READS:
		for (unsigned n = 1 + unit_random() % 300; n && taken != ring->out_prod; n--) {
			CHECK(out_len < sizeof out && ring->out_prod - taken <= sizeof ring->out);
			out[out_len++] = ring->out[taken++ % sizeof ring->out];
		}
		ring->out_cons = taken;
		break;
	case STOPS: break;
	case JUMPS: ring->out_cons = unit_random(); break;
	case RUNS_AHEAD: ring->out_cons++; break; /* for ever */
	case GOES_BACK: ring->out_cons = ring->out_prod - 1 - unit_random() % sizeof ring->out; break;
	case CRAWLS: /* a byte in 0.9 s */
		if (now > crawled + 900000000 && ring->out_cons != ring->out_prod) {
			crawled = now;
			ring->out_cons++;
		}
		break;
	case ANY: ((char *)ring)[unit_random() % sizeof *ring] = unit_random(); break;
	}
}

long uc_hypercall(long a1, long a2, long a3, long a4, long a5, unsigned nr)
{
	(void)a3, (void)a4, (void)a5;
	CHECK(now < 10000 * PATIENCE);
	CHECK(nr == __HYPERVISOR_sched_op && a1 == SCHEDOP_poll);
	CHECK(((struct sched_poll *)a2)->timeout > now);
	now = ((struct sched_poll *)a2)->timeout;
	daemon_runs();
	return 0;
}

static void begin(void)
{
	free(ring);
	ring = memset(malloc(sizeof *ring), 0, sizeof *ring);
	uc_xen_console = ring;
	uc_xen_console_life++;
	taken = out_len = 0;
}

static void output(void)
{
	static char text[1 << 20];
	size_t len = 0;

	how = READS;
	begin();
	for (unsigned i = 0; i < 500; i++) {
		size_t n = unit_random() % 2000;

		for (size_t k = 0; k < n; k++)
			text[len + k] = unit_random();
		uc_plat_putc(text + len, n);
		len += n;
	}
	uc_xen_console_drain();
	CHECK(out_len == len && !memcmp(out, text, len));
	for (how = STOPS; how <= ANY; how++) {
		begin();
		for (unsigned i = 0; i < (how == CRAWLS ? 1 : 300); i++) {
			uint64_t before = now;

			uc_plat_putc(text, i < 10 ? 3000 : 50);
			/* two rings at most are waited for, and only while they move */
			CHECK(how == CRAWLS || now - before < 3 * PATIENCE);
			CHECK(i < 10 || how != STOPS || now - before < PATIENCE / 100);
		}
		uint64_t before = now;
		uc_xen_console_drain();
		CHECK(now - before < 11 * PATIENCE);
	}
}

static void input(void)
{
	begin();
	for (unsigned i = 0, prod = 0, cons = 0; i < 100000; i++) {
		if (unit_random() % 2 && prod - cons < sizeof ring->in) {
			ring->in[prod % sizeof ring->in] = prod;
			ring->in_prod = ++prod;
		}
		int ch = uc_plat_getc();
		CHECK(ch == (prod == cons ? -1 : (cons & 0xff)));
		cons += ch >= 0;
	}
	for (unsigned i = 0; i < 100000; i++) {
		/* whatever it says, a look ends: there is never more than a ring of it */
		unsigned n = 0;

		ring->in_prod = unit_random() % 2 ? unit_random() : ring->in_cons + unit_random() % 5000;
		ring->in_cons = unit_random();
		while (uc_plat_getc() >= 0)
			CHECK(++n <= sizeof ring->in);
	}
}

int main(void)
{
	output();
	input();
	printf("ok xenconsole\n");
	return 0;
}
