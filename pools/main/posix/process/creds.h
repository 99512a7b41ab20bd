/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * One user, root: nothing in the kernel asks who somebody is. What the
 * application sets is recorded by Linux's rules, so that a server that gives up
 * its privileges sees that it has.
 */
#ifndef UC_CREDS_H
#define UC_CREDS_H
#include <uc/syscall.h>

struct uc_ids {
	uint32_t real, effective, saved;
};
extern struct uc_ids uc_user, uc_group;

#define UC_KEEP 0xffffffffu
/* 0 or -EPERM; UC_KEEP leaves a field as it is. */
long uc_ids_set(struct uc_ids *ids, uint32_t real, uint32_t effective,
		uint32_t saved);
#endif
