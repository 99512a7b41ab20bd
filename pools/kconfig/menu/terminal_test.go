// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"unicore/pools/kconfig"
)

// TestMain makes the test program a menu when it is told to: that is what runs
// in the terminals of the tests.
func TestMain(m *testing.M) {
	file := os.Getenv("MENU_TEST_TREE")
	if file == "" {
		os.Exit(m.Run())
	}
	c, err := kconfig.Parse(file, kconfig.Options{})
	if err == nil {
		var saved bool
		if saved, err = Run(c, Options{File: os.Getenv("MENU_TEST_FILE")}); err == nil {
			fmt.Println("saved:", saved)
			os.Exit(0)
		}
	}
	fmt.Fprintln(os.Stderr, "menu:", err)
	os.Exit(1)
}

// TestNoTerminal has the menu refuse to run where it cannot.
func TestNoTerminal(t *testing.T) {
	_, err := Run(nil, Options{})
	if !errors.Is(err, ErrNoTerminal) {
		t.Errorf("error %v", err)
	}
}

// tmux is a terminal of 80x24 that the menu runs in.
type tmux struct {
	t      *testing.T
	socket string
	file   string
}

func startTmux(t *testing.T, term, locale string, width, height int) *tmux {
	t.Helper()
	if _, err := exec.LookPath("tmux"); err != nil {
		t.Fatalf("%v\nhint: scripts/packages test, or apt-get install tmux", err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "Kconfig"), []byte(tree), 0o666); err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	x := &tmux{t: t, socket: filepath.Join(dir, "socket"), file: filepath.Join(dir, "answers")}
	t.Cleanup(func() { exec.Command("tmux", "-S", x.socket, "kill-server").Run() })
	command := fmt.Sprintf("TERM=%s LC_ALL=%s MENU_TEST_TREE='%s' MENU_TEST_FILE='%s' '%s'; echo status=$?; sleep 60",
		term, locale, filepath.Join(dir, "Kconfig"), x.file, self)
	x.run("-f", "/dev/null", "new-session", "-d", "-x", fmt.Sprint(width), "-y", fmt.Sprint(height), command)
	return x
}

func (x *tmux) run(args ...string) string {
	x.t.Helper()
	out, err := exec.Command("tmux", append([]string{"-S", x.socket}, args...)...).CombinedOutput()
	if err != nil {
		x.t.Fatalf("tmux %v: %v\n%s", args, err, out)
	}
	return string(out)
}

// wait returns the screen once it holds the text.
func (x *tmux) wait(text string) string {
	x.t.Helper()
	for range 600 {
		if screen := x.run("capture-pane", "-p"); strings.Contains(screen, text) {
			return screen
		}
		time.Sleep(50 * time.Millisecond)
	}
	x.t.Fatalf("no %q on the terminal:\n%s", text, x.run("capture-pane", "-p"))
	return ""
}

func (x *tmux) keys(k ...string) { x.t.Helper(); x.run(append([]string{"send-keys"}, k...)...) }

// TestTmux answers a few questions on real terminals, with colour and without,
// and reads what was saved.
func TestTmux(t *testing.T) {
	for _, x := range [][2]string{{"screen-256color", "C.UTF-8"}, {"vt100", "C"}, {"linux", "de_DE.ISO-8859-1"}} {
		t.Run(x[0], func(t *testing.T) {
			x := startTmux(t, x[0], x[1], 80, 24)
			first := x.wait("< Load >")
			for _, want := range []string{"[*] Modules (NEW)", "Network  --->", "Allocator (TLSF)", "< Load >"} {
				if !strings.Contains(first, want) {
					t.Errorf("no %q in:\n%s", want, first)
				}
			}
			x.keys("Down", "Enter")
			x.wait("Host name")
			x.keys("y")
			x.wait("[ ] TLS")
			x.keys("Down", "Down", "Enter")
			x.wait("from 1 to 65535")
			x.keys("C-u", "8080", "Enter")
			x.wait("(8080) Port")
			x.run("resize-window", "-x", "60", "-y", "16")
			x.wait("(8080) Port")
			x.keys("/", "mimalloc", "Enter")
			x.wait("Go there")
			x.keys("Enter")
			x.wait("( ) mimalloc")
			x.keys("Space")
			x.wait("Allocator (mimalloc)")
			x.keys("Escape")
			x.wait("Save the new")
			x.keys("Enter")
			if end := x.wait("status="); !strings.Contains(end, "status=0") || !strings.Contains(end, "saved: true") {
				t.Errorf("the end:\n%s", end)
			}
			data, err := os.ReadFile(x.file)
			if err != nil {
				t.Fatal(err)
			}
			for _, want := range []string{"CONFIG_NET=y\n", "CONFIG_PORT=8080\n", "CONFIG_MIMALLOC=y\n", "# CONFIG_TLSF is not set\n"} {
				if !strings.Contains(string(data), want) {
					t.Errorf("no %q in:\n%s", want, data)
				}
			}
		})
	}
}

// TestTmuxSignal ends the menu from outside: the terminal is as it was.
func TestTmuxSignal(t *testing.T) {
	x := startTmux(t, "screen-256color", "C.UTF-8", 80, 24)
	x.wait("Network")
	x.keys("n")
	x.wait("(changed)")
	shell := strings.TrimSpace(x.run("display-message", "-p", "#{pane_pid}"))
	children, err := os.ReadFile("/proc/" + shell + "/task/" + shell + "/children")
	if err != nil {
		t.Fatal(err)
	}
	child, err := strconv.Atoi(strings.TrimSpace(string(children)))
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(child, syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	screen := x.wait("status=")
	if !strings.Contains(screen, "menu: ended by a signal: terminated") || !strings.Contains(screen, "status=1") || strings.Contains(screen, "Network") {
		t.Errorf("it says:\n%s", screen)
	}
	if _, err := os.Stat(x.file); !os.IsNotExist(err) {
		t.Errorf("answers were saved: %v", err)
	}
}

// TestTmuxUnknownTerminal has an unknown terminal refused by name.
func TestTmuxUnknownTerminal(t *testing.T) {
	x := startTmux(t, "no-such-terminal", "C.UTF-8", 80, 24)
	if screen := x.wait("status="); !strings.Contains(screen, "status=1") || !strings.Contains(screen, "TERM=no-such-terminal: ") {
		t.Errorf("it says:\n%s", screen)
	}
}
