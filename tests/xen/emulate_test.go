// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"errors"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/tests/harness"
)

// emulated is `unicore run --emulate`.
func emulated(t *testing.T, img string, options ...string) (cmd *exec.Cmd, input io.Writer, out *console, complaint *bytes.Buffer) {
	t.Helper()
	cmd = exec.Command(harness.Unicore(t), append([]string{"run", "--emulate", img}, options...)...)
	out, complaint = &console{}, &bytes.Buffer{}
	cmd.Stdout, cmd.Stderr = out, complaint
	input, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			cmd.Process.Kill()
			cmd.Wait()
		}
	})
	return cmd, input, out, complaint
}

// TestEmulateInterrupted ends a guest from outside. What it has written to its disk, which is
// larger than dom0 has memory, is in the file.
func TestEmulateInterrupted(t *testing.T) {
	file := disk(t, nil)
	if err := os.Truncate(file, 2<<30); err != nil {
		t.Fatal(err)
	}
	cmd, input, out, complaint := emulated(t, image(harness.Compile(t, nil, "guests/disk.c"), "pv"), "--disk", file)
	io.WriteString(input, "write 1\n")
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	for !strings.Contains(out.String(), "done 1") {
		select {
		case err := <-ended:
			t.Fatalf("%v\n%s%s", err, out, complaint)
		case <-time.After(50 * time.Millisecond):
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	var exit *exec.ExitError
	if err := <-ended; !errors.As(err, &exit) || exit.ExitCode() != 130 || complaint.String() != "unicore: interrupted\n" {
		t.Errorf("%v\n%s", err, complaint)
	}
	want, got := make([]byte, 1<<20), make([]byte, 1<<20)
	for k := range want {
		want[k] = byte(k*7 + k>>12)
	}
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if _, err := io.ReadFull(f, got); err != nil || !bytes.Equal(got, want) {
		t.Errorf("what the guest wrote is not in the file: %v", err)
	}
}

// TestEmulateDevices: a guest has the memory that it wants, and disks of any size.
func TestEmulateDevices(t *testing.T) {
	odd, even := disk(t, make([]byte, 1000)), disk(t, make([]byte, 4096))
	cmd, _, out, complaint := emulated(t, image(harness.Compile(t, []string{"-pthread"}, "guests/devices.c"), "pvh"),
		"-m", "1100M", "--disk", odd+":ro", "--disk", even)
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, complaint)
	}
	for _, want := range []string{"interface eth0", "disk /dev/xvda of 1024 bytes", "disk /dev/xvdb of 4096 bytes"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q:\n%s", want, out)
		}
	}
}
