/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * NewReno (RFC 6582) for lwIP, which leaves fast recovery at the first new
 * acknowledgement and would have to wait for a timeout for each further
 * segment lost from the same window.
 */
#include "tcp.h"

/* After an acknowledgement of new data: a partial one means that the segment
 * after it was lost too. */
void uc_tcp_recovery(struct uc_tcp *t)
{
	struct tcp_pcb *pcb = t->pcb;
	if (!pcb || !TCP_SEQ_LT(pcb->lastack, t->recover) || !pcb->unacked) {
		t->recovering = false;
		return;
	}
	if (pcb->flags & TF_RTO) { /* the timeout retransmits everything */
		t->recovering = false;
		return;
	}
	/* still in recovery: duplicates must not halve the window again */
	tcp_set_flags(pcb, TF_INFR);
	tcp_rexmit(pcb);
	tcp_output(pcb);
}
