// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

const ordinary = 54321 // no user of any system

// TestOrdinaryUser does the main job as a user who is not root and whom the
// machine does not know: with a store that only root can write, with one of the
// user's own, and with an empty one, where the SDK has to be built first.
func TestOrdinaryUser(t *testing.T) {
	t.Parallel()
	sdk := harness.Getenv(t, "UNICORE_SDK")
	dir, err := os.MkdirTemp("", "unicore-user-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	run := func(uid int, env []string, args ...string) harness.Result {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		cmd.Env = append([]string{"PATH=" + filepath.Join(dir, "bin") + ":" + os.Getenv("PATH"), "HOME=" + filepath.Join(dir, "home"), "TMPDIR=" + filepath.Join(dir, "home")}, env...)
		if os.Getuid() == 0 && uid != 0 {
			cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(uid)}}
		}
		return harness.Exec(t, 20*time.Minute, cmd)
	}
	must := func(uid int, env []string, args ...string) {
		t.Helper()
		if r := run(uid, env, args...); r.Status != 0 {
			t.Fatalf("%s: exit status %d\n%s%s", args, r.Status, r.Console, r.Stderr)
		}
	}
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	must(0, nil, "mkdir", "-p", "home", "store/sdk", "bin")
	must(0, nil, "cp", "-a", sdk, "store/sdk")
	must(0, nil, "cp", filepath.Join(harness.Bin(t), "unicore"), filepath.Join(harness.Bin(t), "unicore-tool"), "bin")
	if os.Getuid() == 0 {
		must(0, nil, "chown", "54321", "home")
	}
	work := func(name string, env ...string) {
		t.Run(name, func(t *testing.T) {
			script := `set -e; umask 077; mkdir "$HOME/` + name + `"; cd "$HOME/` + name + `"
				eval $(unicore env kvm-x86_64)
				printf '#include <stdio.h>\nint main(void) { puts("hello"); return 7; }\n' >hello.c
				cc -O2 hello.c -o hello
				./hello || echo "here $?"
				unicore run hello --accel tcg || echo "booted $?"
				unicore inspect hello >what
				id -u`
			r := run(ordinary, append(env, "UNICORE_OFFLINE=1"), "sh", "-c", script)
			want := "hello\nhere 7\nhello\nbooted 7\n"
			if r.Status != 0 || !strings.HasPrefix(r.Console, want) || strings.HasSuffix(r.Console, "\n0\n") || r.Stderr != "" {
				t.Errorf("exit status %d\n%s%s", r.Status, r.Console, r.Stderr)
			}
		})
	}
	must(0, nil, "chmod", "a-w", "store", "store/sdk")
	store := "UNICORE_STORE=" + filepath.Join(dir, "store")
	work("read-only", store)
	must(0, nil, "chmod", "u+w", "store", "store/sdk")
	if os.Getuid() == 0 {
		must(0, nil, "chown", "-R", "54321", "store")
	}
	work("own", store)
	if _, err := os.Stat(filepath.Join(dir, "store/state")); err != nil {
		t.Errorf("what was found out is not kept: %v", err)
	}

	// Nothing but the archives, which the user may read, and no network.
	archives, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(sdk)), "src/*/*"))
	if err != nil || len(archives) == 0 {
		t.Fatalf("no sources in the store: %v", err)
	}
	must(0, nil, append([]string{"install", "-D", "-m", "644", "-t", "sources"}, archives...)...)
	must(ordinary, []string{"UNICORE_OFFLINE=1", "UNICORE_SOURCES=" + filepath.Join(dir, "sources")},
		filepath.Join(dir, "bin/unicore"), "build", harness.Target)
	work("cold")
	built, err := filepath.Glob(filepath.Join(dir, "home/.cache/unicore/sdk", filepath.Base(sdk)))
	if err != nil || len(built) != 1 {
		t.Errorf("the user's store holds no %s: %v", filepath.Base(sdk), err)
	}
}
