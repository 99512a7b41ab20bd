/* SPDX-License-Identifier: BSD-3-Clause */
/*
 * The application's address space: areas, demand paging, protection. There is
 * one. All addresses and lengths are bytes.
 */
#ifndef UC_VM_H
#define UC_VM_H
#include <uc/arch.h>

struct uc_file;
struct uc_vm_area {
	uintptr_t start, end;
	int prot;              /* PROT_* */
	int flags;             /* MAP_SHARED or MAP_PRIVATE, MAP_ANONYMOUS, … */
	struct uc_file *file;  /* holds a reference; NULL: anonymous */
	uint64_t offset;       /* of start in file, page aligned */
	const char *name;      /* for /proc/self/maps: "[heap]", … or NULL */
};

/* As mmap(2), munmap(2), mprotect(2); -errno on failure. */
long uc_vm_map(uintptr_t hint, size_t len, int prot, int flags,
	       struct uc_file *file, uint64_t offset, const char *name);
/* The same of a private mapping that is read at once, see uc_file_ops.copied. */
long uc_vm_copy_file(uintptr_t hint, size_t len, int prot, int flags, struct uc_file *f, uint64_t offset);
int uc_vm_unmap(uintptr_t start, size_t len);
int uc_vm_protect(uintptr_t start, size_t len, int prot);

/* The area that holds va, or the first above it (check start); else NULL. */
struct uc_vm_area *uc_vm_find(uintptr_t va);
/* Iterates in address order: pass NULL first. */
struct uc_vm_area *uc_vm_next(struct uc_vm_area *prev);
/* Whether [start, start+len) is mapped with at least prot. */
bool uc_vm_range_ok(const void *start, size_t len, int prot);

/*
 * Page fault. Returns 0 when the access may be repeated, else the signal that
 * the access earns and *code (SEGV_MAPERR, SEGV_ACCERR, BUS_ADRERR). Never
 * blocks; callable with interrupts off.
 */
int uc_vm_fault(uintptr_t va, int access_prot, int *code);
/* Mends a fault about memory without a file behind it. false: not done, nothing said. */
bool uc_vm_fault_quick(uintptr_t va, int access_prot);

/* Maps device memory for the kernel, uncached, above the direct map. */
void *uc_vm_map_device(uint64_t pa, size_t len);
/* The same for memory that is not the machine's own: a page that a hypervisor
 * shares. */
void *uc_vm_map_memory(uint64_t pa, size_t len);

struct uc_vm_stats {
	uint64_t mapped, resident; /* bytes */
};
void uc_vm_stats(struct uc_vm_stats *s);

/* Start of the stack area that the initial thread got (for procfs), bytes. */
extern uintptr_t uc_vm_stack_low, uc_vm_stack_high;
#endif
