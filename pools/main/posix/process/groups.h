/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_GROUPS_H
#define UC_GROUPS_H
#include "creds.h"
#define UC_GROUPS_MAX 32
extern uint32_t uc_groups[UC_GROUPS_MAX];
extern unsigned uc_group_count;
#endif
