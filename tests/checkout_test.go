// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestSecondCheckout builds unicore and an SDK again, in another folder and with
// an empty store: the SDK has the same name, and what it links the same bytes.
func TestSecondCheckout(t *testing.T) {
	t.Parallel()
	root := harness.Root(t)
	dir := filepath.Join(t.TempDir(), "second checkout")
	copyCheckout(t, dir)
	run := func(folder string, env []string, args ...string) string {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir, cmd.Env = folder, append(os.Environ(), env...)
		r := harness.Exec(t, 20*time.Minute, cmd)
		if r.Status != 0 {
			t.Fatalf("%s: exit status %d\n%s%s", args, r.Status, r.Console, r.Stderr)
		}
		return strings.TrimSpace(r.Console)
	}
	// The commands are the same, though built in a target's environment.
	run(dir, harness.Env(t), "scripts/build")
	firstBin := t.TempDir()
	run(root, nil, "scripts/build", firstBin)
	for _, name := range []string{"unicore", "unicore-tool"} {
		sums := strings.Fields(run(dir, nil, "sha256sum", filepath.Join(firstBin, name), "bin/"+name))
		if len(sums) != 4 || sums[0] != sums[2] {
			t.Errorf("two checkouts build a different %s", name)
		}
	}

	first := run(root, nil, harness.Unicore(t), "build", harness.Target)
	sources, err := filepath.Glob(filepath.Join(filepath.Dir(filepath.Dir(first)), "src", "*"))
	if err != nil || len(sources) == 0 {
		t.Fatalf("no sources in the store: %v", err)
	}
	second := run(dir, []string{"UNICORE_STORE=" + filepath.Join(t.TempDir(), "store"),
		"UNICORE_SOURCES=" + strings.Join(sources, ":")}, "bin/unicore", "build", harness.Target)
	if first == second || filepath.Base(first) != filepath.Base(second) {
		t.Fatalf("SDKs %s and %s", first, second)
	}

	work := t.TempDir()
	source := filepath.Join(root, "tests/boot/net_tcp.c")
	var images [2][]byte
	for i, sdk := range []string{first, second} {
		run(work, nil, filepath.Join(sdk, "bin/x86_64-unicore-linux-musl-gcc"), "-O2", "-g", "-D_GNU_SOURCE", source, "-o", "image")
		if images[i], err = os.ReadFile(filepath.Join(work, "image")); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(images[0], images[1]) {
		t.Errorf("two checkouts make different images, of %d and %d bytes", len(images[0]), len(images[1]))
	}
}

// copyCheckout copies what git knows of, or would, to the folder dir.
func copyCheckout(t *testing.T, dir string) {
	t.Helper()
	root := harness.Root(t)
	list, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		t.Fatal(err)
	}
	for name := range strings.SplitSeq(strings.TrimRight(string(list), "\x00"), "\x00") {
		text, err := os.ReadFile(filepath.Join(root, name))
		if os.IsNotExist(err) {
			continue // deleted, and not committed yet
		}
		if err != nil {
			t.Fatal(err)
		}
		to := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(to, text, 0o755); err != nil {
			t.Fatal(err)
		}
	}
}
