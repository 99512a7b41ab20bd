// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"unicore/tests/harness"
)

// terminal is a pseudo terminal and what was printed on it.
type terminal struct {
	master, slave *os.File
	mu            sync.Mutex
	printed       bytes.Buffer
}

func newTerminal(t *testing.T) *terminal {
	t.Helper()
	master, slave, err := harness.OpenTerminal()
	if err != nil {
		harness.Lacking(t, "terminal", "mount -t devpts devpts /dev/pts", "no pseudo terminal: %v", err)
	}
	t.Cleanup(func() { master.Close() })
	t.Cleanup(func() { slave.Close() })
	p := &terminal{master: master, slave: slave}
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := master.Read(buf)
			p.mu.Lock()
			p.printed.Write(buf[:n])
			p.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return p
}

func (p *terminal) text() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.printed.String()
}

// await waits until text was printed.
func (p *terminal) await(t *testing.T, text string) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); !strings.Contains(p.text(), text); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("no %q on the terminal:\n%s", text, p.text())
		}
	}
}

func (p *terminal) settings(t *testing.T) unix.Termios {
	t.Helper()
	s, err := unix.IoctlGetTermios(int(p.slave.Fd()), unix.TCGETS)
	if err != nil {
		t.Fatal(err)
	}
	return *s
}

// TestTerminal types to an image on a terminal, and ends it by Ctrl-C: the
// terminal is as before, no process and no file is left.
func TestTerminal(t *testing.T) {
	source := filepath.Join(t.TempDir(), "echo.c")
	program := `#include <stdio.h>
int main(void) { char line[80]; puts("ready"); fflush(stdout);
	while (fgets(line, sizeof line, stdin)) { printf("got <%.*s>\n", (int)__builtin_strcspn(line, "\r\n"), line); fflush(stdout); }
	return 0; }
`
	if err := os.WriteFile(source, []byte(program), 0o666); err != nil {
		t.Fatal(err)
	}
	image := harness.Compile(t, nil, source)
	for name, end := range map[string]func(*terminal, *exec.Cmd) error{
		"typed":    func(p *terminal, _ *exec.Cmd) error { _, err := p.master.WriteString("\x03"); return err },
		"signal":   func(_ *terminal, c *exec.Cmd) error { return c.Process.Signal(syscall.SIGTERM) },
		"hangup":   func(_ *terminal, c *exec.Cmd) error { return c.Process.Signal(syscall.SIGHUP) },
		"emulator": killEmulator,
	} {
		t.Run(name, func(t *testing.T) {
			p := newTerminal(t)
			before := p.settings(t)
			tmp := t.TempDir()
			cmd := exec.Command(harness.Unicore(t), "run", "--accel", "tcg", image)
			cmd.Stdin, cmd.Stdout, cmd.Stderr = p.slave, p.slave, p.slave
			cmd.Env = append(os.Environ(), "TMPDIR="+tmp)
			cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
			if err := cmd.Start(); err != nil {
				t.Fatal(err)
			}
			p.await(t, "ready")
			if _, err := p.master.WriteString("hello\r"); err != nil {
				t.Fatal(err)
			}
			p.await(t, "got <hello>")
			if err := end(p, cmd); err != nil {
				t.Fatal(err)
			}
			timer := time.AfterFunc(20*time.Second, func() { cmd.Process.Kill() })
			defer timer.Stop()
			err := cmd.Wait()
			want := 130
			if name == "emulator" {
				want = 1
			}
			var exit *exec.ExitError
			if !errors.As(err, &exit) || exit.ExitCode() != want {
				t.Errorf("ended with %v, want status %d\n%s", err, want, p.text())
			}
			if after := p.settings(t); after != before {
				t.Errorf("the terminal is not as before:\n%+v\n%+v", before, after)
			}
			if left, _ := os.ReadDir(tmp); len(left) > 0 {
				t.Errorf("left in TMPDIR: %v", left)
			}
		})
	}
}

// killEmulator ends the child of the command the hard way.
func killEmulator(_ *terminal, c *exec.Cmd) error {
	// Any of the command's threads may have started it.
	tasks, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", c.Process.Pid))
	if err != nil {
		return err
	}
	text := ""
	for _, task := range tasks {
		children, _ := os.ReadFile(task)
		text += " " + string(children)
	}
	var pid int
	if _, err := fmt.Sscan(text, &pid); err != nil {
		return fmt.Errorf("no emulator: %w", err)
	}
	return syscall.Kill(pid, syscall.SIGKILL)
}
