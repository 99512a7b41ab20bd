/* SPDX-License-Identifier: BSD-3-Clause */
/* From the image's entry, or Linux's, to main and the end: System V ABI for AMD64,
 * section 3.4.1. */
#include <asm/prctl.h>
#include <elf.h>
#include "call.h"

int main(int argc, char **argv, char **envp);
extern void (*const __init_array_start[])(int, char **, char **) __attribute__((weak));
extern void (*const __init_array_end[])(int, char **, char **) __attribute__((weak));

/* Where compilers look for the value that guards the stack: 40 bytes behind the
 * thread pointer. */
static struct {
	void *self;
	unsigned long unused[4], guard;
} thread = {.self = &thread};

__asm__(".section .text._start,\"ax\",@progbits\n\t.globl _start\n_start:\n"
	"\txor %ebp,%ebp\n\tmov %rsp,%rdi\n\tand $-16,%rsp\n\tcall uc_start_main\n\thlt\n\t.text");

static void end(const char *text, unsigned long n)
{
	uc_call(write, 2, text, n);
	for (;;)
		uc_call(exit_group, 127);
}

static void check(const Elf64_Phdr *p, unsigned long n)
{
	static const char text[] = "libc-none: there are no thread-local variables without a C library\n";

	for (; n--; p++)
		if (p->p_type == PT_TLS && p->p_memsz)
			end(text, sizeof text - 1);
}

void uc_start_main(long *sp)
{
	int argc = *sp;
	char **argv = (char **)(sp + 1), **envp = argv + argc + 1, **p = envp;
	const Elf64_Phdr *headers = 0;
	const Elf64_auxv_t *aux;

	while (*p)
		p++;
	for (aux = (void *)(p + 1); aux->a_type != AT_NULL; aux++) {
		if (aux->a_type == AT_PHDR)
			headers = (void *)aux->a_un.a_val;
		else if (aux->a_type == AT_RANDOM)
			thread.guard = *(unsigned long *)aux->a_un.a_val & ~0xffUL;
	}
	for (aux = (void *)(p + 1); headers && aux->a_type != AT_NULL; aux++)
		if (aux->a_type == AT_PHNUM)
			check(headers, aux->a_un.a_val);
	if (uc_call(arch_prctl, ARCH_SET_FS, &thread) < 0)
		end("", 0);
	for (void (*const *f)(int, char **, char **) = __init_array_start; f < __init_array_end; f++)
		(*f)(argc, argv, envp);
	argc = main(argc, argv, envp);
	for (;;)
		uc_call(exit_group, argc);
}
