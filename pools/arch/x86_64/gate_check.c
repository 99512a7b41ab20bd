/* SPDX-License-Identifier: BSD-3-Clause */
/* Holds the offsets in gate.S and trap_entry.S to the headers. */
#include <uc/arch.h>
#include <uc/thread.h>
#include <uc/arch_cpu.h>

_Static_assert(offsetof(struct uc_thread, kstack_top) == 0, "gate.S");
_Static_assert(offsetof(struct uc_thread, uframe) == 8, "gate.S");
_Static_assert(offsetof(struct uc_thread, work) == 16, "gate.S");
_Static_assert(offsetof(struct uc_uframe, regs.rip) == 136, "gate.S");
_Static_assert(offsetof(struct uc_uframe, regs.ss) == 168, "gate.S");
_Static_assert(offsetof(struct uc_uframe, kind) == 176, "gate.S");
_Static_assert(offsetof(struct uc_uframe, nr) == 184, "gate.S");
_Static_assert(offsetof(struct uc_uframe, handler) == 192, "gate.S");
_Static_assert(offsetof(struct uc_uframe, args) == 200, "gate.S");
_Static_assert(sizeof(struct uc_uframe) <= UC_GATE_MARK, "gate.S");
_Static_assert(UC_IST_SIZE * UC_ISTS == 24576, "trap_entry.S");
_Static_assert(UC_KSTACK_SIZE == 16384, "trap_entry.S");
