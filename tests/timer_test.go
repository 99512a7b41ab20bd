// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bufio"
	"io"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestTimerAccuracy holds ten seconds of the guest's clock against the host's:
// the requirement is 1 %.
func TestTimerAccuracy(t *testing.T) {
	image := harness.Compile(t, nil, "boot/timer_accuracy.c")
	for _, machine := range []string{"microvm", "q35"} {
		t.Run(machine, func(t *testing.T) {
			cmd := exec.Command(harness.Unicore(t), "run", "--machine", machine, image)
			cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
			out, err := cmd.StdoutPipe()
			if err != nil {
				t.Fatal(err)
			}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			kill := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
			defer kill.Stop()
			var begin, end time.Time
			lines := bufio.NewScanner(out)
			for lines.Scan() {
				switch strings.TrimSpace(lines.Text()) {
				case "begin":
					begin = time.Now()
				case "end":
					end = time.Now()
				default:
					t.Log(lines.Text())
				}
			}
			io.Copy(io.Discard, out)
			if err := cmd.Wait(); err != nil {
				t.Fatal(err)
			}
			if begin.IsZero() || end.IsZero() {
				t.Fatal("the console lacks begin or end")
			}
			if d := end.Sub(begin); d < 9900*time.Millisecond || d > 10100*time.Millisecond {
				t.Errorf("10 s of the guest took %v of the host", d)
			}
		})
	}
}
