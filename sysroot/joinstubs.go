// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"debug/elf"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
)

// entrySymbol is where a program begins on Linux; the linker is told.
const entrySymbol = "uc_linux_entry"

// stubs makes the archive of what the program and its libraries call in a kernel.
// Its objects hold what objects of the kernel hold, so that a weak reference finds
// the same.
func (j *joining) stubs(ctx context.Context) error {
	called := map[string]bool{entrySymbol: true}
	libraries, err := filepath.Glob(filepath.Join(j.sdk.Lib(), "*.a"))
	if err != nil {
		return err
	}
	for _, a := range libraries {
		err := eachSymbols(a, func(list []elf.Symbol) {
			for _, s := range list {
				if s.Section == elf.SHN_UNDEF && s.Name != "" {
					called[s.Name] = true
				}
			}
		})
		if err != nil {
			return err
		}
	}
	// Names that begin with an underscore are for those that make libraries.
	wanted := func(s string) bool {
		if !called[s] && !strings.HasPrefix(s, "uc_sys_") && !strings.HasPrefix(s, "_") {
			return false
		}
		return !slices.ContainsFunc(j.kernels, func(k *kernel) bool { return !k.defined[s] })
	}
	texts := map[string]string{}
	for _, functions := range j.kernels[0].members {
		var text strings.Builder
		slices.Sort(functions)
		for _, f := range functions {
			if wanted(f) && !slices.Contains(perKernel, f) {
				text.WriteString(j.stub(f))
			}
		}
		if text.Len() > 0 {
			texts[fmt.Sprintf("stubs%d", len(texts))] = text.String() + noStack
		}
	}
	if xen, other := j.dispatched(); xen != nil {
		texts["pvh_entry"] = pvhEntry(xen.prefix, other.prefix)
	}
	objects, err := j.assembleAll(ctx, "join", texts)
	if err != nil {
		return err
	}
	return j.archive(ctx, filepath.Join(j.sdk.Kernel(), "libjoined.a"), objects)
}

// stub goes on to the kernel that runs, or on Linux to the last one, all of which
// know Linux. A system call's begins with its number: see syscall_cp.s of libc, and
// finish_stub of posix-signal, which reads these instructions.
func (j *joining) stub(name string) string {
	s := fmt.Sprintf(".section .text.%s,\"ax\",@progbits\n.globl %s\n.type %s,@function\n%s:\n", name, name, name, name)
	if n, is := j.numbers[strings.TrimPrefix(name, "uc_sys_")]; is && strings.HasPrefix(name, "uc_sys_") {
		s += fmt.Sprintf("\tmov $%d,%%eax\n", n)
	}
	last := len(j.kernels) - 1
	for _, k := range j.kernels[:last] {
		s += fmt.Sprintf("\tcmpb $0,%suc_kernel_runs(%%rip)\n\tjne %s%s\n", k.prefix, k.prefix, name)
	}
	return s + fmt.Sprintf("\tjmp %s%s\n.size %s,.-%s\n", j.kernels[last].prefix, name, name, name)
}

// pvhEntry is where a machine starts that may be Xen's or not: Xen, public
// arch-x86/cpuid.h; its leaves are higher up when it poses as another hypervisor.
func pvhEntry(xen, other string) string {
	return `.section .note.Xen,"a",@note
	.balign 4
	.long 4, 8, 18
	.asciz "Xen"
	.quad uc_pvh_entry
	.section .text.boot,"ax",@progbits
	.code32
	.globl uc_pvh_entry
	.type uc_pvh_entry,@function
uc_pvh_entry:
	mov %ebx,%ebp
	mov $0x40000000,%esi
1:	mov %esi,%eax
	cpuid
	cmp $0x566e6558,%ebx	/* "XenV" */
	jne 2f
	cmp $0x65584d4d,%ecx	/* "MMXe" */
	jne 2f
	mov %ebp,%ebx
	jmp ` + xen + `uc_pvh_entry
2:	add $0x100,%esi
	cmp $0x40010000,%esi
	jb 1b
	mov %ebp,%ebx
	jmp ` + other + `uc_pvh_entry
	.size uc_pvh_entry,.-uc_pvh_entry
` + noStack
}
