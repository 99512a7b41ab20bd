/* SPDX-License-Identifier: BSD-3-Clause */
/* What lwIP wants to know about compiler and kernel. */
#ifndef UC_LWIP_CC_H
#define UC_LWIP_CC_H
#include <uc/base.h>

#define LWIP_NO_INTTYPES_H 1
#define LWIP_NO_CTYPE_H 1
#define LWIP_NO_UNISTD_H 1
#define LWIP_NO_LIMITS_H 0
#define U16_F "u"
#define S16_F "d"
#define X16_F "x"
#define U32_F "u"
#define S32_F "d"
#define X32_F "x"
#define X8_F "02x"
#define SZT_F "zu"

#define LWIP_PLATFORM_DIAG(x) do { uc_printk_raw x; } while (0)
/* Without lwIP's texts, which are 10 KiB; the backtrace tells as much. */
UC_NORETURN void uc_lwip_failed(const char *file, unsigned line);
#define LWIP_PLATFORM_ASSERT(x) uc_lwip_failed(__FILE_NAME__, __LINE__)

uint32_t uc_net_random32(void);
#define LWIP_RAND() uc_net_random32()

/* Internet checksum (RFC 1071) of n bytes, not complemented, folded to 16 bits,
 * in the byte order of memory. */
uint16_t uc_net_checksum(const void *p, int n);
#define LWIP_CHKSUM uc_net_checksum
#endif
