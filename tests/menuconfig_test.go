// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"unicore/tests/harness"
)

// What the menu saves is what unselect writes: what needs the library goes too,
// and comments stay.
func TestMenuconfig(t *testing.T) {
	harness.Env(t)
	dir := t.TempDir()
	file := filepath.Join(dir, "unicore.config")
	if err := os.WriteFile(file, []byte("# mine\n# CONFIG_LIB_ZLIB is not set\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	p := newTerminal(t)
	if err := unix.IoctlSetWinsize(int(p.slave.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 80}); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(harness.Unicore(t), "menuconfig", "kvm-x86_64")
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "TERM=xterm", "UNICORE_CONFIG=")
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.slave, p.slave, p.slave
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	watch := time.AfterFunc(60*time.Second, func() { cmd.Process.Kill() })
	defer watch.Stop()
	// The screen is drawn piece by piece: a key is pressed when it rests.
	keys := func(list ...string) {
		t.Helper()
		for _, text := range list {
			for seen := -1; seen != len(p.text()); {
				seen = len(p.text())
				time.Sleep(300 * time.Millisecond)
			}
			if _, err := p.master.WriteString(text); err != nil {
				t.Fatal(err)
			}
		}
	}
	p.await(t, "unicore.config - unicore")
	keys("/", "LIB_NET_NETLINK\r", "\r", "n", "?")
	p.await(t, "netlink")
	p.await(t, "<= ") // what the library adds at most: the SDK was built
	keys("\x1b", "s", "\r")
	for range 400 {
		if text, err := os.ReadFile(file); err == nil && strings.Contains(string(text), "NETLINK") {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	text, err := os.ReadFile(file)
	if want := "# mine\n# CONFIG_LIB_ZLIB is not set\n# CONFIG_LIB_NET_NETLINK is not set\n"; err != nil || string(text) != want {
		t.Errorf("%v: %s\n%s", err, text, p.text())
	}
	keys("e", "e") // of Network, and of all
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v\n%s", err, p.text())
	}
}

// A terminal that is not known, or that has no cursor, is told, and how to do
// without it.
func TestMenuconfigTerminals(t *testing.T) {
	for term, want := range map[string]string{
		"":                 "TERM is not set, so nothing is known of the terminal",
		"dumb":             "TERM=dumb: ",
		"no-such-terminal": "TERM=no-such-terminal: ",
	} {
		p := newTerminal(t)
		cmd := exec.Command(harness.Unicore(t), "menuconfig", "kvm-x86_64")
		cmd.Dir = t.TempDir()
		cmd.Env = append(os.Environ(), "TERM="+term, "UNICORE_CONFIG=")
		cmd.Stdin, cmd.Stdout, cmd.Stderr = p.slave, p.slave, p.slave
		cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true, Setctty: true}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		watch := time.AfterFunc(60*time.Second, func() { cmd.Process.Kill() })
		err := cmd.Wait()
		watch.Stop()
		p.await(t, "unicore: menuconfig: "+want)
		p.await(t, "hint: TERM=xterm unicore menuconfig; ")
		if cmd.ProcessState.ExitCode() != 1 {
			t.Errorf("TERM=%s: %v\n%s", term, err, p.text())
		}
	}
}
