/* SPDX-License-Identifier: BSD-3-Clause */
/* console: at 0x7[0-9a-f]+ 0x[0-9a-f]+ */
/* console: ok plain */
/* linked-without: uc_vm_random */
#define HARD 0
#include "vm.h"
