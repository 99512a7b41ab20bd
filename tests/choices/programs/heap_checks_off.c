/* SPDX-License-Identifier: BSD-3-Clause */
/* console: overwritten */
/* console: not found */
/* linked-without: fences block_of */
/* Without the option nobody looks, and no code for it is there. (A block of 100
 * bytes has room for 128.) */
#include "heap_checks.c"
