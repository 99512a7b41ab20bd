// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// TestUnit compiles each C program of unit/ for this machine, together with the
// kernel sources that it includes, under the address and undefined behaviour
// sanitizers, and runs it.
func TestUnit(t *testing.T) {
	root := harness.Root(t)
	programs, err := filepath.Glob(filepath.Join(root, "tests", "unit", "*.c"))
	if err != nil || len(programs) == 0 {
		t.Fatalf("no unit tests found: %v", err)
	}
	flags := []string{"-std=gnu17", "-g", "-O1", "-Wall", "-fno-strict-aliasing",
		"-fsanitize=address,undefined", "-fno-sanitize-recover=all"}
	err = filepath.WalkDir(filepath.Join(root, "pools"), func(p string, d os.DirEntry, err error) error {
		if err == nil && d.IsDir() && strings.HasSuffix(p, "/include/uc") {
			flags = append(flags, "-I"+filepath.Dir(p))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	// The options of libraries are those that a program defines itself.
	options := t.TempDir()
	if err := os.Mkdir(filepath.Join(options, "uc"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(options, "uc/config.h"), []byte("#define CONFIG_BASE_ASSERTIONS 1\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	flags = append(flags, "-I"+options, "-include", "uc/base.h")
	for _, program := range programs {
		t.Run(strings.TrimSuffix(filepath.Base(program), ".c"), func(t *testing.T) {
			t.Parallel()
			binary := filepath.Join(t.TempDir(), "test")
			compile := exec.Command("gcc", append(flags[:len(flags):len(flags)], program, "-o", binary)...)
			if out, err := compile.CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			if out, err := exec.Command(binary).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
		})
	}
}
