// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// TestJoined: one file boots as each kind of guest, on QEMU's machines and on
// Linux. Its threads are cancelled in calls that go through the joined stubs.
func TestJoined(t *testing.T) {
	bed(t)
	program := harness.Compile(t, []string{"-pthread"}, "../boot/thread_cancel.c")
	bake := func(target string) string {
		to := filepath.Join(t.TempDir(), "joined")
		if out, err := exec.Command(harness.Unicore(t), "bake", program, "--for", target, "-o", to).CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		return to
	}
	good := func(t *testing.T, what string, status int, console string) {
		t.Helper()
		if status != 0 || !strings.Contains(console, "ok cancel\n") {
			t.Errorf("%s: %d\n%s", what, status, console)
		}
	}
	xen := bake("xen-x86_64+xen-hvm-x86_64")
	for _, kind := range []string{"pv", "hvm"} {
		r := run(t, lifeLimit, kind, xen, []string{"--net", "none"}, nil)
		good(t, kind, r.Status, r.Console)
	}
	all := bake("xen-hvm-x86_64+kvm-x86_64+xen-x86_64")
	r := run(t, lifeLimit, "pv", all, []string{"--net", "none"}, nil)
	good(t, "pv of all", r.Status, r.Console)
	for _, argv := range [][]string{
		{harness.Unicore(t), "run", "--machine", "microvm", all},
		{harness.Unicore(t), "run", "--machine", "q35", all},
		{"env", "UNICORE_TEST_HOST=1", all},
	} {
		out, err := exec.Command(argv[0], argv[1:]...).CombinedOutput()
		if err != nil || !strings.Contains(string(out), "ok cancel") {
			t.Errorf("%v: %v\n%s", argv, err, out)
		}
	}
	out, err := exec.Command(harness.Unicore(t), "run", "--print-xl", "--machine", "hvm", all).CombinedOutput()
	if err == nil || !strings.Contains(string(out), "has no entry for an HVM guest") {
		t.Errorf("%v\n%s", err, out)
	}
}
