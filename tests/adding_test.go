// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

var codeBlock = regexp.MustCompile("(?ms)^```(toml|c)\n(.*?)^```$")

const mountNull = `#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>

int main(void)
{
	if (mount("none", "/mnt", "null", 0, 0))
		return perror("mount"), 1;
	if (open("/mnt/x", O_CREAT | O_WRONLY, 0600) >= 0 || errno != EROFS)
		return perror("/mnt/x"), 2;
	return 0;
}
`

// TestAddingALibrary does what docs/adding-a-library.md shows: its file system
// is added to a copy of the project, built, and mounted by a booted program.
func TestAddingALibrary(t *testing.T) {
	t.Parallel()
	root := harness.Root(t)
	text, err := os.ReadFile(filepath.Join(root, "docs/adding-a-library.md"))
	if err != nil {
		t.Fatal(err)
	}
	example := map[string]string{} // first block of each language
	for _, m := range codeBlock.FindAllStringSubmatch(string(text), -1) {
		if example[m[1]] == "" {
			example[m[1]] = m[2]
		}
	}
	call, err := os.ReadFile(filepath.Join(root, "pools/main/posix/process/getpid.c"))
	if err != nil || !strings.Contains(string(text), "```c\n"+string(call)+"```") {
		t.Errorf("the document does not show getpid.c as it is: %v", err)
	}

	dir := t.TempDir()
	copyCheckout(t, dir)
	for name, text := range map[string]string{
		"pools/main/fs/null/library.toml": example["toml"], "pools/main/fs/null/null.c": example["c"], "prog.c": mountNull,
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	run := func(args ...string) string {
		t.Helper()
		cmd := exec.Command(args[0], args[1:]...)
		cmd.Dir = dir
		r := harness.Exec(t, 10*time.Minute, cmd)
		if r.Status != 0 {
			t.Fatalf("%s: exit status %d\n%s%s", args, r.Status, r.Console, r.Stderr)
		}
		return strings.TrimSpace(r.Console)
	}
	run("go", "test", "./pools")
	run("go", "build", "-o", "bin", "./cmd/...")
	sdk := run("bin/unicore", "build", harness.Target)
	t.Cleanup(func() { os.RemoveAll(sdk) }) // of this test alone
	run(filepath.Join(sdk, "bin/x86_64-unicore-linux-musl-gcc"), "-O2", "prog.c", "-o", "prog")
	run("mkdir", "-p", "root/mnt")
	run("bin/unicore", "run", "prog", "--rootfs", "root", "--accel", "tcg")
}
