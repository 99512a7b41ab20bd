// SPDX-License-Identifier: BSD-3-Clause

package choices

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// chosen is what pairs are made of: a value is the lines of a selection.
var chosen = []factor{
	{"heap", []string{"", "LIB_MEM_TLSF=y"}},
	{"scheduler", []string{"", "LIB_SCHED_COOP=y"}},
	{"random", []string{"", "LIB_RANDOM_FIXED=y"}},
	{"console", []string{"", "LIB_CONSOLE_VIRTIO=y"}},
	{"network", []string{"", "LIB_NET_PACKET=y"}},
	{"file systems", []string{"", noExt2}},
	{"kernel code", []string{"", "BASE_STACK_PROTECTOR=y", "BASE_ASSERTIONS=n"}},
	{"heap checks", []string{"", "MEM_HEAP_CHECKS=y"}},
	{"address space", []string{"", "MEM_VM_STRICT_WX=y MEM_VM_GUARD=y MEM_VM_RANDOM=y"}},
	{"lockup watch", []string{"", "SCHED_CORE_LOCKUP=20"}},
}

const noExt2 = "LIB_FS_EXT2=n"

// programs of tests/boot that run with every selection: nothing in them waits for
// a thread to be interrupted. They take turns.
var common = []string{"files", "thread_sync", "net_tcp", "mem_sparse", "signal_timers", "net_unix", "poll_events", "net_udp"}

// selection writes a file of answers.
func selection(t *testing.T, answers ...string) string {
	t.Helper()
	text := ""
	for _, a := range answers {
		text += "CONFIG_" + a + "\n"
	}
	file := filepath.Join(t.TempDir(), "unicore.config")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return file
}

// boot compiles a program with a selection and holds it to its directives.
func boot(t *testing.T, file, machine, config string) {
	s := harness.ParseSpec(t, file)
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
			boot(t, file, s.Machines[0], selection(t, s.Config...))
		})
	}
}

// Every pair of choices works together.
func TestPairs(t *testing.T) {
	for i, r := range cover(chosen) {
		var answers []string
		for k, v := range r {
			if a := chosen[k].values[v]; a != "" {
				answers = append(answers, strings.Fields(a)...)
			}
		}
		t.Run(fmt.Sprintf("%d %s", i, strings.Join(answers, " ")), func(t *testing.T) {
			t.Parallel()
			config := selection(t, answers...)
			machine := []string{"microvm", "q35"}[i%2]
			var programs []string
			for k := range 3 {
				programs = append(programs, common[(i+3*k)%len(common)])
			}
			if !slices.Contains(answers, noExt2) {
				programs = append(programs, "ext2")
			}
			for _, program := range programs {
				t.Run(program, func(t *testing.T) {
					boot(t, filepath.Join("../boot", program+".c"), machine, config)
				})
			}
		})
	}
}
