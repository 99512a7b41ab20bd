// SPDX-License-Identifier: BSD-3-Clause

// Package choices boots what the pools let users choose: each library that
// others could stand in for and each option by a program of its own, in
// programs/, and pairs of them by a covering array.
package choices

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"unicore/tests/cover"
	"unicore/tests/harness"
)

// chosen is what pairs are made of: a value is the lines of a selection.
var chosen = []cover.Factor{
	{Name: "heap", Values: []string{"", "LIB_MEM_TLSF=y"}},
	{Name: "scheduler", Values: []string{"", "LIB_SCHED_COOP=y"}},
	{Name: "random", Values: []string{"", "LIB_RANDOM_FIXED=y"}},
	{Name: "console", Values: []string{"", "LIB_CONSOLE_VIRTIO=y", "LIB_CONSOLE_NONE=y"}},
	{Name: "network", Values: []string{"", "LIB_NET_PACKET=y", "LIB_NET_PACKET=y LIB_NET_LWIP=n LIB_NET_NETLINK=n"}},
	{Name: "C library", Values: []string{"", "LIB_LIBC_NONE=y"}},
	{Name: "file systems", Values: []string{"", ext2}},
	{Name: "trace", Values: []string{"", "BASE_TRACE=y"}},
	{Name: "kernel code", Values: []string{"", "BASE_STACK_PROTECTOR=y", "BASE_ASSERTIONS=n"}},
	{Name: "heap checks", Values: []string{"", "MEM_HEAP_CHECKS=y"}},
	{Name: "address space", Values: []string{"", "MEM_VM_STRICT_WX=y MEM_VM_GUARD=y MEM_VM_RANDOM=y"}},
	{Name: "lockup watch", Values: []string{"", "SCHED_CORE_LOCKUP=20"}},
}

const ext2 = "LIB_FS_EXT2=y"

// programs are what a selection can run: of those of tests/boot three, the i-th and
// further ones.
func programs(i int, answers []string) (files []string) {
	if slices.Contains(answers, "LIB_LIBC_NONE=y") {
		files = append(files, "testdata/nobody.c")
		// whose lines are made of several calls
		if slices.Contains(answers, "LIB_NET_PACKET=y") && !slices.Contains(answers, "BASE_TRACE=y") {
			files = append(files, "programs/freestanding.c")
		}
		return files
	}
	from := common
	if slices.Contains(answers, "LIB_NET_LWIP=n") {
		from = slices.DeleteFunc(slices.Clone(common), func(s string) bool { return s == "net_tcp" || s == "net_udp" })
	}
	for k := range 3 {
		files = append(files, "../boot/"+from[(i+3*k)%len(from)]+".c")
	}
	if slices.Contains(answers, ext2) {
		files = append(files, "programs/ext2.c")
	}
	return files
}

// common are programs of tests/boot that run with every selection: nothing in them waits for
// a thread to be interrupted. They take turns.
var common = []string{"files", "thread_sync", "net_tcp", "mem_sparse", "signal_timers", "net_unix", "poll_events", "net_udp"}

// boot compiles a program with a selection and holds it to its directives; quiet:
// there is no console.
func boot(t *testing.T, file, machine, config string, quiet bool) {
	s := harness.ParseSpec(t, file)
	if quiet {
		s.Console, s.Absent = nil, []*regexp.Regexp{regexp.MustCompile(`.`)}
	}
	image := harness.CompileIn(t, harness.EnvOf(t, harness.Target, config), s.CFlags, file)
	harness.CheckSymbols(t, image, s.Without)
	options := append([]string{"--machine", machine}, s.Options(t)...)
	s.Check(t, s.Exit, harness.Run(t, s.Limit, options, image, s.Args...))
}

// Each choice and option shows what it is for.
func TestPrograms(t *testing.T) {
	files, err := filepath.Glob("programs/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
			t.Parallel()
			s := harness.ParseSpec(t, file)
			boot(t, file, s.Machines[0], harness.Selection(t, s.Config...), false)
		})
	}
}

// Every pair of choices works together.
func TestPairs(t *testing.T) {
	for i, r := range cover.Array(chosen) {
		answers := r.Answers(chosen)
		t.Run(fmt.Sprintf("%d %s", i, strings.Join(answers, " ")), func(t *testing.T) {
			t.Parallel()
			config := harness.Selection(t, answers...)
			machine := []string{"microvm", "q35"}[i%2]
			quiet := slices.Contains(answers, "LIB_CONSOLE_NONE=y")
			for _, file := range programs(i, answers) {
				t.Run(strings.TrimSuffix(filepath.Base(file), ".c"), func(t *testing.T) {
					boot(t, file, machine, config, quiet)
				})
			}
		})
	}
}
