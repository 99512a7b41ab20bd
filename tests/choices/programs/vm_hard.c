/* SPDX-License-Identifier: BSD-3-Clause */
/* config: MEM_VM_STRICT_WX=y */
/* config: MEM_VM_GUARD=y */
/* config: MEM_VM_RANDOM=y */
/* console: at 0x7[0-9a-f]+ 0x[0-9a-f]+ */
/* console: ok hard */
#define HARD 1
#include "vm.h"
