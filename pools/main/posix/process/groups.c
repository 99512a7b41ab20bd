/* SPDX-License-Identifier: BSD-3-Clause */
#include "groups.h"

uint32_t uc_groups[UC_GROUPS_MAX];
unsigned uc_group_count;
