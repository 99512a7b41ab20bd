// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

// TestTimerAccuracy holds ten seconds of the guest's clock against the host's:
// the requirement is 1 %. Meanwhile the guest sleeps: it has to halt, which
// shows in the processor time that the emulator takes of the host.
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
			var before time.Duration
			lines := bufio.NewScanner(out)
			for lines.Scan() {
				switch strings.TrimSpace(lines.Text()) {
				case "begin":
					begin = time.Now()
					before = processorTime(t, cmd.Process.Pid)
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
			// What the process has waited for is part of it: all of the emulator's.
			used := cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime() - before
			t.Logf("%v of the host's processor in 10 s of sleep, %v before", used, before)
			if used < 0 || used > time.Second {
				t.Errorf("10 s of sleep took %v of the host's processor", used)
			}
		})
	}
}

// processorTime is what a process and its children have taken so far: utime and
// stime of proc(5), in hundredths of a second.
func processorTime(t *testing.T, pid int) time.Duration {
	t.Helper()
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil {
		t.Fatal(err)
	}
	children := 0
	var sum time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // it ended
		}
		// After the name, which may hold anything: state, parent, and so on.
		f := strings.Fields(string(text[strings.LastIndexByte(string(text), ')')+1:]))
		child := f[1] == strconv.Itoa(pid)
		if !child && filepath.Base(filepath.Dir(file)) != strconv.Itoa(pid) {
			continue
		}
		if child {
			children++
		}
		for _, ticks := range f[11:13] {
			n, err := strconv.ParseInt(ticks, 10, 64)
			if err != nil {
				t.Fatalf("%s: %v", file, err)
			}
			sum += time.Duration(n) * time.Second / 100
		}
	}
	if children != 1 {
		t.Errorf("unicore run has %d child processes, not the emulator alone", children)
	}
	return sum
}
