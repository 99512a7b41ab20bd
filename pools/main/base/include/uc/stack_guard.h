/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_STACK_GUARD_H
#define UC_STACK_GUARD_H
/* Draws the guard. The caller must not return. */
#ifdef CONFIG_BASE_STACK_PROTECTOR
void uc_stack_guard_init(void);
#else
static inline void uc_stack_guard_init(void) {}
#endif
#endif
