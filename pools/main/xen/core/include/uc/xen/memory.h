/* SPDX-License-Identifier: BSD-3-Clause */
/* Memory that comes and goes while the domain runs. */
#ifndef UC_XEN_MEMORY_H
#define UC_XEN_MEMORY_H
#include <uc/xen/xen.h>

/* Both are the platform's, for 2^order pages, UC_XEN_MEMORY_ORDER at most. Gives them
 * back to Xen, whereupon nothing is there; takes such again, their content
 * undefined. False: Xen refused, and nothing has changed. */
#define UC_XEN_MEMORY_ORDER 9
bool uc_xen_plat_give(void *page, unsigned order);
bool uc_xen_plat_take(void *page, unsigned order);
#endif
