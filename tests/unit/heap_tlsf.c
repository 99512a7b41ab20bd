/* SPDX-License-Identifier: BSD-3-Clause */
#define ALLOCATOR "../../pools/main/mem/tlsf/tlsf.c"
#define SPARE     16
#include "heap.c"
