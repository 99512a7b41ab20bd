/* SPDX-License-Identifier: BSD-3-Clause */
/* Between random and the library that provides random-seed. */
#ifndef UC_SEED_H
#define UC_SEED_H
#include <uc/random.h>

/* Calls stir with what the seed is made of; on the first call, before anything
 * was handed out, all that it takes. Later calls renew it. */
void uc_random_collect(void (*stir)(const void *, size_t), bool first);
/* Calls stir with what this moment has that another had not, if anything. */
void uc_random_moment(void (*stir)(const void *, size_t));
#endif
