/* SPDX-License-Identifier: BSD-3-Clause */
/* lwIP's interfaces under the names that Linux gives them: lo, eth0, eth1 … */
#ifndef UC_NETIF_H
#define UC_NETIF_H
#include "lwip/netif.h"
void uc_netif_name(const struct netif *n, char name[16]);
struct netif *uc_netif_by_name(const char *name); /* or NULL */
short uc_netif_flags(const struct netif *n);      /* IFF_* */
#endif
