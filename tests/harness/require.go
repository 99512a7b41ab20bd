// SPDX-License-Identifier: BSD-3-Clause

package harness

import (
	"errors"
	"os"
	"os/exec"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// Lacking ends a test for which the machine lacks something: it fails, with
// the way out, for a suite that passes must have run. Only UNICORE_SKIP, a
// list of parts like "tap,clang", makes it a test that is left out.
func Lacking(t testing.TB, part, wayOut, format string, args ...any) {
	t.Helper()
	if slices.Contains(strings.Split(os.Getenv("UNICORE_SKIP"), ","), part) {
		t.Skipf(format, args...)
	}
	t.Fatalf(format+"\nhint: %s; UNICORE_SKIP=%s leaves this test out", append(args, wayOut, part)...)
}

// Require returns the path of a program, which is a part of its own.
func Require(t testing.TB, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		Lacking(t, program, "scripts/packages test", "no %s", program)
	}
	return path
}

// inNamespace is set in the process that Namespace starts.
const inNamespace = "UNICORE_TEST_NAMESPACE"

// Namespace runs the test again in a process with namespaces of its own (flags
// of clone(2)), where it is root, and returns true there and false here, when
// that has ended. env is added to its environment. For a user who is not root
// it takes user namespaces.
func Namespace(t *testing.T, part string, flags uintptr, env ...string) bool {
	t.Helper()
	if os.Getenv(inNamespace) == t.Name() {
		return true
	}
	args := []string{"-test.run=^" + t.Name() + "$", "-test.timeout=30m"}
	if testing.Verbose() {
		args = append(args, "-test.v")
	}
	if testing.Short() {
		args = append(args, "-test.short")
	}
	cmd := exec.Command("/proc/self/exe", args...)
	cmd.Env = append(append(os.Environ(), inNamespace+"="+t.Name()), env...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Cloneflags: flags, Pdeathsig: syscall.SIGKILL}
	if os.Getuid() != 0 {
		cmd.SysProcAttr.Cloneflags |= syscall.CLONE_NEWUSER
		cmd.SysProcAttr.UidMappings = []syscall.SysProcIDMap{{HostID: os.Getuid(), Size: 1}}
		cmd.SysProcAttr.GidMappings = []syscall.SysProcIDMap{{HostID: os.Getgid(), Size: 1}}
	}
	out, err := cmd.CombinedOutput()
	if errors.Is(err, syscall.EPERM) || errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EACCES) {
		Lacking(t, part, "run the tests as root, or allow user namespaces: sysctl kernel.unprivileged_userns_clone=1 user.max_user_namespaces=1000",
			"no namespace: %v", err)
	}
	t.Logf("%s", out)
	if err != nil {
		t.Fatalf("in the namespace: %v", err)
	}
	return false
}
