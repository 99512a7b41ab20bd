/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_START_H
#define UC_START_H
/* argv[0] */
const char *uc_app_name(void);
/* Makes the main stack with arguments, environment and auxiliary vector on it;
 * its pointer at the application's entry. */
uintptr_t uc_start_stack(void);
extern uintptr_t uc_start_sp; /* that, afterwards */
/* 16 bytes that differ at each boot; see random.c for how unguessable. */
void uc_start_random(uint64_t out[2]);
#endif
