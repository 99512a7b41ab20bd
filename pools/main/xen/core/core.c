/* SPDX-License-Identifier: BSD-3-Clause */
#include <uc/xen/xen.h>

struct shared_info *uc_xen_shared;
struct vcpu_info *uc_xen_vcpu;
struct uc_xen_boot uc_xen_boot;
