/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/end.h>

void (*uc_net_end)(void);
