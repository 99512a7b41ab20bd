/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_RANDOM_INTERNAL_H
#define UC_RANDOM_INTERNAL_H
#include <uc/random.h>

/* One block of RFC 8439, 2.3, with nonce 0: 64 bytes into out. */
void uc_chacha_block(uint32_t out[16], const uint32_t key[8], uint64_t counter);
#endif
