// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"

	"unicore/pools"
)

// generatorVersion is raised when what is generated changes.
const generatorVersion = "1"

const (
	noStack  = ".section .note.GNU-stack,\"\",@progbits\n"
	cStrings = ".section .rodata.str1.1,\"aMS\",@progbits,1\n"
)

// generate makes the archives that follow from the selection: the classes'
// members, the system calls that nobody has, the tables for calls by number.
func (b *builder) generate(ctx context.Context, e *entry, dest string) error {
	numbers, err := callNumbers(b.entries)
	if err != nil {
		return err
	}
	handlers, err := b.handlers()
	if err != nil {
		return err
	}
	parts := map[string]map[string]string{
		"members":  membersAsm(b.tables.classes),
		"nosys":    nosysAsm(numbers, b.tables.calls),
		"systable": systableAsm(numbers, handlers),
	}
	for _, name := range sortedKeys(parts) {
		objects, err := b.assembleAll(ctx, name, parts[name])
		if err != nil {
			return err
		}
		if err := b.archive(ctx, filepath.Join(dest, kernelArchive(name)), objects); err != nil {
			return err
		}
	}
	return nil
}

var callNumber = regexp.MustCompile(`(?m)^#define\s+__NR_(\w+)\s+(\d+)\s*$`)

// callNumbers reads the C library's list of system calls.
func callNumbers(entries []*entry) (map[string]int, error) {
	numbers := map[string]int{}
	for _, e := range entries {
		if e.lib == nil || !isLibc(e.lib) {
			continue
		}
		text, err := os.ReadFile(filepath.Join(e.dir, "usr/include/bits/syscall.h"))
		if err != nil {
			continue
		}
		for _, m := range callNumber.FindAllStringSubmatch(string(text), -1) {
			n, err := strconv.Atoi(m[2])
			if err != nil || n > 4095 {
				return nil, fmt.Errorf("system call %s has number %s", m[1], m[2])
			}
			numbers[m[1]] = n
		}
	}
	if len(numbers) == 0 {
		return nil, fmt.Errorf("the C library has no bits/syscall.h")
	}
	return numbers, nil
}

// handlers are the system calls whose handlers the selected libraries define.
func (b *builder) handlers() (map[string]bool, error) {
	found := map[string]bool{}
	for _, e := range b.entries {
		if e.lib == nil || e.lib.Build.Kind != pools.Objects {
			continue
		}
		file := filepath.Join(e.dir, kernelArchive(e.name))
		if !exists(file) {
			continue
		}
		symbols, err := archiveSymbols(file)
		if err != nil {
			return nil, err
		}
		for _, s := range symbols {
			if call, ok := strings.CutPrefix(s, "uc_do_"); ok {
				found[call] = true
			}
		}
	}
	return found, nil
}

// membersAsm has an object for each class: a NULL-ended array.
func membersAsm(classes map[string][]string) map[string]string {
	parts := map[string]string{}
	for class, symbols := range classes {
		array := "uc_members_" + class
		text := fmt.Sprintf(".section .data.rel.ro.%s,\"aw\"\n.balign 8\n.globl %s\n.type %s,@object\n%s:\n",
			array, array, array, array)
		for _, s := range symbols {
			text += "\t.quad " + s + "\n"
		}
		parts["members_"+class] = text + fmt.Sprintf("\t.quad 0\n.size %s,.-%s\n", array, array) + noStack
	}
	return parts
}

// nosysAsm has an object for each system call that no library of the pools
// defines: the call's number and name go to the gate.
func nosysAsm(numbers map[string]int, calls map[string]string) map[string]string {
	parts := map[string]string{}
	for name, n := range numbers {
		if calls[name] != "" {
			continue
		}
		symbol := "uc_sys_" + name
		parts["nosys_"+name] = fmt.Sprintf(".section .text.%s,\"ax\",@progbits\n.globl %s\n.type %s,@function\n%s:\n",
			symbol, symbol, symbol, symbol) +
			fmt.Sprintf("\tmov $%d,%%eax\n\tlea 1f(%%rip),%%r11\n\tjmp uc_gate_nosys\n.size %s,.-%s\n", n, symbol, symbol) +
			cStrings + fmt.Sprintf("1:\t.asciz \"%s\"\n", name) + noStack
	}
	return parts
}

// systableAsm has two objects. The first, for the raw `syscall` instruction,
// refers to handlers weakly: it knows those that something else pulled in.
// The second, for syscall(2), pulls in all.
func systableAsm(numbers map[string]int, handlers map[string]bool) map[string]string {
	last := 0
	names := map[int]string{}
	for name, n := range numbers {
		names[n] = name
		last = max(last, n)
	}
	var weak, all, named, text strings.Builder
	fmt.Fprintf(&weak, ".section .rodata.uc_syscall_weak,\"a\"\n.balign 8\n.globl uc_syscall_weak,uc_syscall_max\n"+
		"uc_syscall_max:\n\t.quad %d\nuc_syscall_weak:\n", last)
	all.WriteString(".section .rodata.uc_syscall_all,\"a\"\n.balign 8\n.globl uc_syscall_all\nuc_syscall_all:\n")
	named.WriteString(".section .data.rel.ro.uc_syscall_names,\"aw\"\n.balign 8\n.globl uc_syscall_names\nuc_syscall_names:\n")
	for n := range last + 1 {
		name, known := names[n]
		if known && handlers[name] {
			fmt.Fprintf(&weak, "\t.weak uc_do_%s\n\t.long uc_do_%s\n", name, name)
			fmt.Fprintf(&all, "\t.long uc_do_%s\n", name)
		} else {
			weak.WriteString("\t.long 0\n")
			all.WriteString("\t.long 0\n")
		}
		if known {
			fmt.Fprintf(&named, "\t.quad .Ln%d\n", n)
			fmt.Fprintf(&text, ".Ln%d:\t.asciz \"%s\"\n", n, name)
		} else {
			named.WriteString("\t.quad 0\n")
		}
	}
	return map[string]string{
		"syscall_weak": weak.String() + noStack,
		"syscall_all":  all.String() + named.String() + cStrings + text.String() + noStack,
	}
}

// assembleAll makes one object of each text, sorted by name.
func (b *builder) assembleAll(ctx context.Context, group string, texts map[string]string) ([]string, error) {
	dir := path.Join("obj", "generated-"+group)
	if err := os.MkdirAll(filepath.Join(b.work.dir, dir), 0o755); err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	var objects []string
	for _, name := range sortedKeys(texts) {
		source, object := path.Join(dir, name+".s"), path.Join(dir, name+".o")
		objects = append(objects, object)
		all.Go(func() {
			if acquire(ctx, b.tokens) != nil {
				return
			}
			defer func() { <-b.tokens }()
			err := os.WriteFile(filepath.Join(b.work.dir, source), []byte(texts[name]), 0o644)
			if err == nil {
				err = b.command(ctx, "generated", b.environment(), b.compiler.Path, "-c", source, "-o", object)
			}
			if err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return nil, context.Cause(ctx)
	}
	return objects, nil
}
