/* SPDX-License-Identifier: BSD-3-Clause */
/* console: mutex\.c:[0-9]+: assertion failed: m->owner == uc_current */
/* absent: not asserted */
/* exit: 134 */
/* linked-without: uc_stack_fail uc_stack_guard uc_trace_call uc_lockup_watch fences uc_vm_random */
/* Assertions are on unless somebody turns them off; all that is off is not there. */
#include "guard.c"
