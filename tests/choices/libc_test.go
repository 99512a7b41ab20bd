// SPDX-License-Identifier: BSD-3-Clause

package choices

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// Without a C library a program that needs one does not link, and is told what
// brings it back; one that does not is small, and runs on Linux as well.
func TestNoLibc(t *testing.T) {
	config := harness.Selection(t, "LIB_LIBC_NONE=y")
	env := harness.EnvOf(t, harness.Target, config)
	sdk := ""
	for _, v := range env {
		if s, ok := strings.CutPrefix(v, "UNICORE_SDK="); ok {
			sdk = s
		}
	}
	for name, want := range map[string]bool{"usr/include/stdio.h": true, "usr/include/uc/call.h": true, "usr/lib/libm.a": false, "usr/lib/libz.a": false} {
		if _, err := os.Stat(filepath.Join(sdk, "sysroot", name)); (err == nil) != want {
			t.Errorf("%s: %v, want it there: %v", name, err, want)
		}
	}
	cc := func(text string) (string, error) {
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, "p.c"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command(filepath.Join(sdk, "plain", "cc"), "-O2", "-ffreestanding", "p.c", "-o", "p")
		if _, err := os.Stat(cmd.Path); err != nil {
			t.Fatal(err)
		}
		cmd.Dir, cmd.Env = dir, env
		out, err := cmd.CombinedOutput()
		return filepath.Join(dir, "p") + "\n" + string(out), err
	}
	out, err := cc("#include <stdio.h>\nint main(void) { return puts(\"hello\") < 0; }\n")
	if err == nil || !strings.Contains(out, "undefined reference to puts: musl provides it, for which libc-none stands in\nhint: unicore unselect libc-none\n") {
		t.Errorf("%v\n%s", err, out)
	}
	out, err = cc("#include <uc/call.h>\nint main(void) { uc_call(write, 1, \"hello\\n\", 6); return 5; }\n")
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	image, _, _ := strings.Cut(out, "\n")
	cmd := exec.Command(image)
	text, err := cmd.Output()
	if string(text) != "hello\n" || cmd.ProcessState.ExitCode() != 5 {
		t.Errorf("on Linux: %q %v", text, err)
	}
	inspect, err := exec.Command(harness.Unicore(t), "inspect", image).Output()
	if err != nil || strings.Contains(string(inspect), "musl") || !strings.Contains(string(inspect), "libc-none") {
		t.Errorf("%v\n%s", err, inspect)
	}
}
