// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// What users mistype is told, and not taken for something else.
func TestSlips(t *testing.T) {
	dir := t.TempDir()
	greet := filepath.Join(dir, "pool", "greet")
	if err := os.MkdirAll(greet, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"library.toml": "name = \"greet\"\nsummary = \"greets\"\nlicense = \"MIT\"\nneeds = [\"base\"]\n\n[build]\nkind = \"objects\"\nsources = [\"*.c\"]\n",
		"greet.c":      "#include <uc/syscall.h>\nUC_SYSCALL(getpid, void) { return 1; }\n",
	} {
		if err := os.WriteFile(filepath.Join(greet, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for _, c := range []struct {
		command        string
		status         int
		stdout, stderr string
	}{
		{"env kvm-x86_64, xen-x86_64", 2, "false;\n", "unicore: env: kvm-x86_64, xen-x86_64: targets are separated by commas alone\nhint: did you mean kvm-x86_64,xen-x86_64?\n"},
		{"env kvm-x86_64 xen-x86_64", 2, "false;\n", "hint: did you mean kvm-x86_64,xen-x86_64?\n"},
		{"env XEN-X86_64", 2, "false;\n", "hint: did you mean xen-x86_64? "},
		{"env kvm", 2, "false;\n", "hint: did you mean kvm-x86_64? "},
		{"graph kvm-x86_64,xen-x86_64", 2, "", "shows one target\nhint: unicore graph kvm-x86_64\n"},
		{"config default", 0, "", ""},
		{"config shwo", 2, "", "\nhint: did you mean show? unicore config --help\n"},
		{"config merge small", 2, "", "\nhint: did you mean unicore merge? unicore config --help\n"},
		{"explain sockte", 1, "", "\nhint: did you mean socket?\n"},
		{"explain uc_sys_sockte", 1, "", ": no library, symbol, system call, header or function\nhint: did you mean uc_sys_socket?\n"},
		{"config show kvm-x86_64,xen-x86_64", 2, "", "hint: unicore config show kvm-x86_64\n"},
		{"set LIB_NET_SOCKET=n LIB_NET_LWIP=y LIB_ZLIB=n", 1, "", "unicore: LIB_NET_LWIP=y contradicts LIB_NET_SOCKET=n: net-lwip needs net-socket\nhint: leave one of them out\n"},
		{"set RANDOM_FIXED_SEED=", 0, "", "unicore: RANDOM_FIXED_SEED= has no effect: random-fixed is not selected\n"},
		{"select sched-coop sched-fair", 1, "", "contradicts sched-fair=y: one library provides scheduler\nhint: leave one of them out\n"},
		{"unselect pcre2 --config small.config", 0, "pcre2: unselected\n", "hint: for this shell: eval \"$(unicore env kvm-x86_64 --config small.config)\"\n"},
		{"pool add pool", 1, "", "system call getpid is also defined by greet, "},
	} {
		cmd := exec.Command(harness.Unicore(t), strings.Fields(c.command)...)
		cmd.Dir, cmd.Env = dir, append(os.Environ(), "UNICORE_TARGET=kvm-x86_64")
		r := harness.Exec(t, time.Minute, cmd)
		if r.Status != c.status || r.Console != c.stdout || !strings.Contains(r.Stderr, c.stderr) {
			t.Errorf("unicore %s: exit status %d\n%s\n%s", c.command, r.Status, r.Console, r.Stderr)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "unicore.pools")); err == nil {
		t.Error("a pool that clashes was added")
	}
}
