/* SPDX-License-Identifier: BSD-3-Clause */
/* The main stack as the System V ABI for AMD64, section 3.4.1, wants it. */
#include <elf.h>
#include <sys/mman.h>
#include <uc/cmdline.h>
#include <uc/vm.h>
#include "start.h"

#define STACK_SIZE   (8UL << 20)
#define GUARD_SIZE   (1UL << 20)
#define RANDOM_PAGES 4096 /* of the place, 16 MiB */

extern const Elf64_Ehdr __ehdr_start;
void uc_app_entry(void);

/* First measures, then writes: strings from str up, words from vec up. */
struct writer {
	bool measure;
	uintptr_t str, vec;
};

static __attribute__((noinline)) void put(uintptr_t at, const void *p, size_t n)
{
	if (uc_copy_out((void *)at, p, n))
		uc_panic("no memory for the main stack");
}

static __attribute__((noinline)) void word(struct writer *w, uint64_t v)
{
	if (!w->measure)
		put(w->vec, &v, 8);
	w->vec += 8;
}

static __attribute__((noinline)) uintptr_t data(struct writer *w, const void *p, size_t n)
{
	uintptr_t at = w->str;

	if (!w->measure)
		put(at, p, n);
	w->str += n;
	return at;
}

static __attribute__((noinline)) uintptr_t string(struct writer *w, const char *s)
{
	return data(w, s, strlen(s) + 1);
}

/* Whether a later word sets the same variable. */
static bool overridden(const char *v)
{
	size_t n = strchr(v, '=') + 1 - v;
	const char *later = v;

	while ((later = uc_cmdline_word(later)))
		if (!strncmp(later, v, n))
			return true;
	return false;
}

static void environment(struct writer *w)
{
	static const char *const defaults[] = {
		"HOME=/", "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
		"TERM=linux",
	};
	const char *v;

	for (unsigned i = 0; i < UC_ARRAY_SIZE(defaults); i++) {
		size_t n = strchr(defaults[i], '=') + 1 - defaults[i];

		for (v = NULL; (v = uc_cmdline_word(v)) && strncmp(v, defaults[i], n);)
			;
		if (!v)
			word(w, string(w, defaults[i]));
	}
	for (v = NULL; (v = uc_cmdline_word(v));)
		if (uc_cmdline_is_env(v) && !overridden(v))
			word(w, string(w, v));
	word(w, 0);
}

static __attribute__((noinline)) void vectors(struct writer *w, const uint64_t random[2])
{
	const char *arg;
	uintptr_t name, count = w->vec;
	uint64_t argc = 1;
	uint32_t cpu[4];

	word(w, 0);
	name = string(w, uc_app_name());
	word(w, name);
	for (arg = NULL; (arg = uc_cmdline_arg(arg)); argc++)
		word(w, string(w, arg));
	word(w, 0);
	if (!w->measure)
		put(count, &argc, 8);
	environment(w);
	uc_cpuid(1, 0, cpu);

	/* user and group 0, not secure: all zero, but applications look for them */
	const uint64_t aux[] = {
		AT_PHDR, (uintptr_t)&__ehdr_start + __ehdr_start.e_phoff,
		AT_PHENT, __ehdr_start.e_phentsize,
		AT_PHNUM, __ehdr_start.e_phnum,
		AT_PAGESZ, UC_PAGE_SIZE,
		AT_ENTRY, (uintptr_t)uc_app_entry,
		AT_HWCAP, cpu[3],
		AT_CLKTCK, 100,
		AT_UID, 0, AT_EUID, 0, AT_GID, 0, AT_EGID, 0, AT_SECURE, 0,
		AT_PLATFORM, string(w, "x86_64"),
		AT_EXECFN, name,
		AT_RANDOM, data(w, random, 16),
		AT_NULL, 0,
	};
	for (unsigned i = 0; i < UC_ARRAY_SIZE(aux); i++)
		word(w, aux[i]);
}

const char *uc_app_name(void)
{
	const char *name = uc_cmdline_get("unicore.name");

	return name && *name ? name : "app";
}

uintptr_t uc_start_sp;

uintptr_t uc_start_stack(void)
{
	struct writer w = {.measure = true};
	uint64_t random[2], place[2];
	uintptr_t sp;
	long low;

	uc_start_random(random);
	uc_start_random(place);
	low = uc_vm_map(UC_USER_TOP - STACK_SIZE - GUARD_SIZE -
			(place[0] % RANDOM_PAGES) * UC_PAGE_SIZE,
			GUARD_SIZE + STACK_SIZE, PROT_NONE,
			MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK | MAP_NORESERVE,
			NULL, 0, "[stack]");
	if (low < 0 || uc_vm_protect(low + GUARD_SIZE, STACK_SIZE, PROT_READ | PROT_WRITE))
		uc_panic("no room for the main stack");
	uc_vm_stack_low = low + GUARD_SIZE;
	uc_vm_stack_high = uc_vm_stack_low + STACK_SIZE;

	vectors(&w, random);
	sp = uc_vm_stack_high - w.str - place[1] % 256 * 16;
	w.measure = false;
	w.str = sp;
	sp = (sp - w.vec) & -16UL;
	w.vec = sp;
	vectors(&w, random);
	return uc_start_sp = sp;
}
