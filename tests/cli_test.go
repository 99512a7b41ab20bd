// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"unicore/sysroot"
	"unicore/tests/harness"
)

// TestCLI runs the sessions of cli/. Besides testscript's own commands there
// is `status N COMMAND…`, which wants that exit status. Scripts whose name
// begins with sdk- find the SDK built.
func TestCLI(t *testing.T) {
	store, err := sysroot.DefaultStore()
	if err != nil {
		t.Fatal(err)
	}
	if store, err = filepath.Abs(store); err != nil {
		t.Fatal(err)
	}
	bin := harness.Bin(t)
	run := func(t *testing.T, pattern string) {
		files, err := filepath.Glob(pattern)
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: no scripts: %v", pattern, err)
		}
		testscript.Run(t, testscript.Params{
			Files: files,
			Setup: func(e *testscript.Env) error {
				e.Setenv("PATH", bin+":"+os.Getenv("PATH"))
				e.Setenv("UNICORE_STORE", store)
				e.Setenv("UNICORE_SOURCES", os.Getenv("UNICORE_SOURCES"))
				e.Setenv("HOME", e.WorkDir)
				e.Setenv("BIN", bin)
				e.Setenv("ROOT", harness.Root(t))
				return nil
			},
			Cmds: map[string]func(*testscript.TestScript, bool, []string){"status": status},
			Condition: func(cond string) (bool, error) {
				switch cond {
				case "root":
					return os.Getuid() == 0, nil
				case "xen":
					_, err := os.Stat("/proc/xen/capabilities")
					return err == nil, nil
				}
				return false, fmt.Errorf("no condition %q", cond)
			},
		})
	}
	t.Run("alone", func(t *testing.T) { run(t, "cli/[^s]*.txtar") })
	t.Run("sdk", func(t *testing.T) {
		harness.Env(t)
		run(t, "cli/sdk-*.txtar")
	})
}

// status runs a command and compares its exit status.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N COMMAND ARGUMENT…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	err = ts.Exec(args[1], args[2:]...)
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%v", err)
	}
	if got != want {
		ts.Fatalf("status %d, want %d", got, want)
	}
}
