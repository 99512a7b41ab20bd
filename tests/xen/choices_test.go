// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"slices"
	"strings"
	"testing"

	"unicore/tests/cover"
	"unicore/tests/harness"
)

// choices are those of tests/choices that do something else on Xen: PV has a
// page table that is not its own, and devices that are not virtio's.
var choices = []cover.Factor{
	{Name: "heap", Values: []string{"", "LIB_MEM_TLSF=y"}},
	{Name: "scheduler", Values: []string{"", "LIB_SCHED_COOP=y"}},
	{Name: "random", Values: []string{"", "LIB_RANDOM_FIXED=y"}},
	{Name: "network", Values: []string{"", "LIB_NET_PACKET=y LIB_NET_LWIP=n LIB_NET_NETLINK=n"}},
	{Name: "address space", Values: []string{"", "MEM_VM_STRICT_WX=y MEM_VM_GUARD=y MEM_VM_RANDOM=y"}},
	{Name: "file systems", Values: []string{"", "LIB_FS_EXT2=y"}},
	{Name: "checks", Values: []string{"", "BASE_STACK_PROTECTOR=y MEM_HEAP_CHECKS=y"}},
}

// TestChoices runs programs with selections in which every pair of choices
// occurs, as guests of each kind.
func TestChoices(t *testing.T) {
	bed(t)
	programs := []string{"mem_sparse", "thread_sync", "files", "signal_timers"}
	for i, r := range cover.Array(choices) {
		answers := r.Answers(choices)
		t.Run(strings.Join(answers, " "), func(t *testing.T) {
			atOnce(t)
			config := harness.Selection(t, answers...)
			files := []string{"../boot/" + programs[i%len(programs)] + ".c"}
			if slices.Contains(answers, "LIB_FS_EXT2=y") {
				files = append(files, "../choices/programs/ext2.c")
			}
			for _, file := range files {
				s := harness.ParseSpec(t, file)
				program := harness.CompileIn(t, harness.EnvOf(t, "xen-x86_64,xen-hvm-x86_64", config), s.CFlags, file)
				for _, kind := range kinds {
					g := start(t, slower*s.Limit, kind, image(program, kind), s.Options(t), s.Args)
					s.Check(t, s.Exit, g.result(t))
				}
			}
		})
	}
}
