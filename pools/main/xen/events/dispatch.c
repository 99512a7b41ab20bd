/* SPDX-License-Identifier: BSD-3-Clause */
#include "internal.h"

static void call(unsigned word, unsigned bit)
{
	const struct handler *h = uc_evtchn_handlers[word];

	__atomic_fetch_and(&uc_xen_shared->evtchn_pending[word], ~(1UL << bit), __ATOMIC_SEQ_CST);
	if (h && h[bit].fn)
		h[bit].fn(h[bit].arg);
	else
		uc_evtchn_mask(word * WORD + bit);
}

void uc_evtchn_dispatch(void)
{
	struct vcpu_info *v = uc_xen_vcpu;

	do {
		unsigned long selected;

		__atomic_store_n(&v->evtchn_upcall_pending, 0, __ATOMIC_SEQ_CST);
		selected = __atomic_exchange_n(&v->evtchn_pending_sel, 0, __ATOMIC_SEQ_CST);
		for (; selected; selected &= selected - 1) {
			unsigned word = __builtin_ctzl(selected);
			unsigned long bits =
				__atomic_load_n(&uc_xen_shared->evtchn_pending[word], __ATOMIC_SEQ_CST) &
				~__atomic_load_n(&uc_xen_shared->evtchn_mask[word], __ATOMIC_SEQ_CST);

			for (; bits; bits &= bits - 1)
				call(word, __builtin_ctzl(bits));
		}
	} while (__atomic_load_n(&v->evtchn_upcall_pending, __ATOMIC_SEQ_CST));
}
