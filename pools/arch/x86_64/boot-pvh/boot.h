/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_BOOT_H
#define UC_BOOT_H

/* Where the end of the image or the loader's information may not reach if the
 * first GiB shall do: what follows either needs room as well. */
#define UC_BOOT_FIRST (0x40000000 - 0x2000000)

#endif
