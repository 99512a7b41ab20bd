// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"bytes"
	"context"
	"io"
	"os/exec"
	"runtime"
	"syscall"
	"time"

	"unicore/platforms"
)

// grace is how long the emulator has to end by itself.
const grace = 3 * time.Second

// emulate runs the emulator to its end. Standard input, output and the
// terminal are as before when it returns, however the emulator ended.
func (m *machine) emulate(ctx context.Context, argv []string) error {
	// The emulator is killed when the thread that started it is gone.
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()

	cmd := exec.CommandContext(ctx, argv[0], argv[1:]...)
	complaints := &lineFilter{w: m.Stderr}
	defer complaints.flush()
	cmd.Stdin, cmd.Stdout, cmd.Stderr = m.Stdin, m.Stdout, complaints
	if !platforms.MayRead(m.Stdin) {
		cmd.Stdin = nil
	}
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	cmd.Cancel = func() error { return cmd.Process.Signal(syscall.SIGTERM) }
	cmd.WaitDelay = grace
	defer platforms.KeepTerminal(m.Stdin)()
	defer platforms.KeepTerminal(m.Stdout)()
	return cmd.Run()
}

// lineFilter passes on what the emulator says, without the line in which it
// says that we ended it.
type lineFilter struct {
	w    io.Writer
	line []byte
}

// Write passes on whole lines.
func (f *lineFilter) Write(p []byte) (int, error) {
	f.line = append(f.line, p...)
	for {
		i := bytes.IndexByte(f.line, '\n')
		if i < 0 {
			return len(p), nil
		}
		if line := f.line[:i+1]; !bytes.Contains(line, []byte(": terminating on signal ")) {
			if _, err := f.w.Write(line); err != nil {
				return 0, err
			}
		}
		f.line = f.line[i+1:]
	}
}

func (f *lineFilter) flush() { f.w.Write(f.line) }
