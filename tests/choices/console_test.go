// SPDX-License-Identifier: BSD-3-Clause

package choices

import (
	"os/exec"
	"strings"
	"testing"
	"time"

	"unicore/tests/harness"
)

// A virtio device is the console in both directions: a program prints much, what
// is typed reaches it, and a panic is heard.
func TestVirtioConsole(t *testing.T) {
	config := harness.Selection(t, "LIB_CONSOLE_VIRTIO=y")
	env := harness.EnvOf(t, harness.Target, config)
	image := harness.CompileIn(t, env, nil, "testdata/console.c")
	for _, machine := range []string{"microvm", "q35"} {
		t.Run(machine, func(t *testing.T) {
			cmd := exec.Command(harness.Unicore(t), "run", "--machine", machine, image)
			long := strings.Repeat("all of a line that is longer than a buffer ", 30)
			cmd.Stdin = strings.NewReader("hello\n" + long + "\nend\n")
			r := harness.Exec(t, time.Minute, cmd)
			for _, want := range []string{"4000 lines\n", "got 5: hello\n", "got 1290: all of a line", "got 3: end\n",
				"panic: assertion failed, says the program"} {
				if !strings.Contains(r.Console, want) {
					t.Errorf("no %q in\n%s%s", want, r.Console, r.Stderr)
				}
			}
			if n := strings.Count(r.Console, "\nline "); n != 4000 || r.Status != 134 {
				t.Errorf("%d lines, status %d", n, r.Status)
			}
		})
	}
}
