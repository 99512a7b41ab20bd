/* SPDX-License-Identifier: BSD-3-Clause */
/* A selector of 64 words of 64 channels (xen/event_channel.h), which every
 * hypervisor has. */
#include "internal.h"

#define WORD  64
#define WORDS (EVTCHN_2L_NR_CHANNELS / WORD)

static unsigned long bit_of(evtchn_port_t port)
{
	return 1UL << port % WORD;
}

static void mask(evtchn_port_t port)
{
	__atomic_fetch_or(&uc_xen_shared->evtchn_mask[port / WORD], bit_of(port), __ATOMIC_SEQ_CST);
}

/* The mask goes before the look at what is pending, or an event between the two
 * would be lost; Xen raises the upcall only for a channel that is masked. */
static bool unmask(evtchn_port_t port)
{
	__atomic_fetch_and(&uc_xen_shared->evtchn_mask[port / WORD], ~bit_of(port), __ATOMIC_SEQ_CST);
	if (!(__atomic_load_n(&uc_xen_shared->evtchn_pending[port / WORD], __ATOMIC_SEQ_CST) & bit_of(port)))
		return true;
	mask(port);
	return false;
}

static void clear(evtchn_port_t port)
{
	__atomic_fetch_and(&uc_xen_shared->evtchn_pending[port / WORD], ~bit_of(port), __ATOMIC_SEQ_CST);
}

static void dispatch(void)
{
	unsigned long selected = __atomic_exchange_n(&uc_xen_vcpu->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);

	for (; selected; selected &= selected - 1) {
		unsigned word = __builtin_ctzl(selected);
		unsigned long bits = __atomic_load_n(&uc_xen_shared->evtchn_pending[word], __ATOMIC_SEQ_CST) &
				     ~__atomic_load_n(&uc_xen_shared->evtchn_mask[word], __ATOMIC_SEQ_CST);

		for (; bits; bits &= bits - 1)
			uc_evtchn_call(word * WORD + __builtin_ctzl(bits));
	}
}

static bool begin(void)
{
	for (unsigned i = 0; i < WORDS; i++)
		__atomic_store_n(&uc_xen_shared->evtchn_mask[i], ~0UL, __ATOMIC_SEQ_CST);
	return true;
}

const struct evtchn_abi uc_evtchn_2l = {
	.channels = EVTCHN_2L_NR_CHANNELS,
	.mask = mask, .unmask = unmask, .clear = clear, .dispatch = dispatch, .begin = begin,
};
