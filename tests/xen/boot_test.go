// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// kinds are the guests that each program of tests/boot is run as.
var kinds = []string{"pv", "pvh"}

// all are the kinds of guests. HVM differs from PVH in how it is entered, and
// in what the toolstack and its device model have to do.
var all = append(slices.Clone(kinds), "hvm")

// slower is how much longer a program may take here than on KVM's platform:
// there is a hypervisor between it and the emulator.
const slower = 3

// TestBoot runs the programs of tests/boot as guests of Xen.
func TestBoot(t *testing.T) {
	files, err := filepath.Glob("../boot/*.c")
	if err != nil || len(files) == 0 {
		t.Fatalf("no programs: %v", err)
	}
	bed(t) // its start is no program's time
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".c")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := harness.ParseSpec(t, file)
			if slices.ContainsFunc(s.Run, func(o string) bool { return strings.HasPrefix(o, "--qemu-arg") }) {
				t.Skip("is about the emulator of the KVM platform")
			}
			program := harness.Compile(t, s.CFlags, file)
			on := kinds
			if name == "hello" {
				on = all
			}
			for _, kind := range on {
				t.Run(kind, func(t *testing.T) {
					img := image(program, kind)
					harness.CheckSymbols(t, img, s.Without)
					s.Check(t, s.Exit, run(t, slower*s.Limit, kind, img, s.Options(t), s.Args))
				})
			}
		})
	}
}
