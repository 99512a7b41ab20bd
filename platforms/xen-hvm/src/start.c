/* SPDX-License-Identifier: BSD-3-Clause */
/* What a domain has to find out before anything else works. */
#include <uc/plat.h>
#include <uc/xen/events.h>
#include <uc/xen/log.h>
#include <xen/arch-x86/cpuid.h>
#include <xen/hvm/hvm_op.h>
#include <xen/hvm/params.h>
#include <xen/memory.h>
#include "internal.h"

bool uc_xen_vmmcall;

/* The leaves move when Xen also poses as another hypervisor. */
uint32_t uc_xen_cpuid_base(void)
{
	uint32_t r[4];

	uc_cpuid(1, 0, r);
	if (!(r[2] & 1U << 31))
		return 0;
	for (uint32_t base = XEN_CPUID_FIRST_LEAF; base < 0x40010000; base += 0x100) {
		uc_cpuid(base, 0, r);
		if (r[1] == XEN_CPUID_SIGNATURE_EBX && r[2] == XEN_CPUID_SIGNATURE_ECX &&
		    r[3] == XEN_CPUID_SIGNATURE_EDX)
			return base;
	}
	return 0;
}

static bool is_amd(void)
{
	uint32_t r[4];

	uc_cpuid(0, 0, r);
	return r[2] == 0x444d4163 || r[2] == 0x656e6975; /* Authenti*cAMD*, HygonGen*uine* */
}

/* 0: there is no such parameter. */
static uint64_t param(unsigned index)
{
	struct xen_hvm_param p = {.domid = DOMID_SELF, .index = index};

	return uc_xen_hvm_op(HVMOP_get_param, &p) ? 0 : p.value;
}

int uc_xen_show(unsigned space, unsigned index, uint64_t pa)
{
	struct xen_add_to_physmap p = {
		.domid = DOMID_SELF, .space = space, .idx = index, .gpfn = pa >> UC_PAGE_SHIFT,
	};

	return uc_xen_memory_op(XENMEM_add_to_physmap, &p);
}

/* A page that the loader left nothing in that is still wanted. */
static uint64_t place_for_shared(void)
{
	uint64_t line = uc_phys(uc_boot.cmdline), pa = SHARED_AT;

	while (pa < line + strlen(uc_boot.cmdline) + 1 && line < pa + UC_PAGE_SIZE)
		pa -= UC_PAGE_SIZE;
	return pa;
}

/* What a domain is given, the first one and one that it goes on in. */
void uc_xen_domain(void)
{
	static uint64_t pa;

	if (!pa)
		pa = place_for_shared();
	/* first of all: it tells Xen that we are a 64-bit guest */
	uc_xen_upcall_init();
	if (uc_xen_show(XENMAPSPACE_shared_info, 0, pa))
		uc_panic("Xen does not show its shared page");
	uc_xen_shared = uc_direct(pa);
	uc_xen_vcpu = &uc_xen_shared->vcpu_info[0];
	uc_evtchn_init();
	uc_xen_boot.store_pa = param(HVM_PARAM_STORE_PFN) << UC_PAGE_SHIFT;
	uc_xen_boot.store_port = param(HVM_PARAM_STORE_EVTCHN);
	uc_xen_boot.console_pa = param(HVM_PARAM_CONSOLE_PFN) << UC_PAGE_SHIFT;
	uc_xen_boot.console_port = param(HVM_PARAM_CONSOLE_EVTCHN);
}

/* Called by the common boot code, interrupts off, uc_boot filled. */
void uc_plat_start(void)
{
	if (!uc_xen_cpuid_base()) {
		static const char text[] = "unicore: this image is for Xen, and here is none\n";

		uc_xen_log(text, sizeof text - 1);
		for (;;)
			__asm__ volatile("cli; hlt");
	}
	uc_xen_vmmcall = is_amd();
	uc_xen_domain();
}
/* When the console can say it. */
UC_INIT(UC_INIT_SCHED, uc_xen_need_version);
