/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef UC_EVENTFD_H
#define UC_EVENTFD_H
long uc_eventfd_new(unsigned value, int flags);
#endif
