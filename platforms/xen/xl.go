// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"time"

	"unicore/platforms"
	"unicore/toolchain"
)

// findXL returns the toolstack's program, on a machine that runs Xen.
func findXL() (string, error) {
	const hint = "--emulate boots it under Xen in an emulated machine; --print-xl writes the configuration for another one: xl create -c FILE"
	if _, err := os.Stat("/proc/xen/capabilities"); err != nil {
		return "", toolchain.Hint(errors.New("this machine does not run Xen"), hint)
	}
	xl, err := toolchain.FindTool("xl")
	if err != nil {
		return "", err
	}
	// It tells where the console is, and the exit status.
	if _, err := toolchain.FindTool("xenstore-read"); err != nil {
		return "", err
	}
	if os.Geteuid() != 0 {
		return "", toolchain.Hint(errors.New("guests are created by root only"), "run it with sudo; or "+hint)
	}
	return xl, nil
}

// toolstack is Xen's own, with one guest in its care.
type toolstack struct {
	xl   string
	name string
}

// command is one that a signal from the terminal does not end: what it
// manages is to be cleaned up first.
func (t *toolstack) command(program string, args ...string) *exec.Cmd {
	cmd := exec.Command(program, args...)
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
	return cmd
}

// domid is the guest's number, "" when it is not there.
func (t *toolstack) domid() string {
	out, err := t.command(t.xl, "domid", t.name).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

// read returns a value of the guest's folder in the xenstore, "" for none.
func (t *toolstack) read(id, key string) string {
	out, err := t.command("xenstore-read", "/local/domain/"+id+"/"+key).Output()
	if err != nil {
		return ""
	}
	return strings.TrimSpace(string(out))
}

func (t *toolstack) destroy() {
	if t.domid() != "" {
		t.command(t.xl, "destroy", t.name).Run()
	}
}

var reasonCode = regexp.MustCompile(`has shut down, reason code ([0-9]+)`)

// reasons are Xen's: xen/include/public/sched.h, SHUTDOWN_*.
var reasons = map[string]string{"0": "poweroff", "1": "reboot", "2": "suspend", "3": "crash", "4": "watchdog", "5": "soft_reset"}

// runXL runs the guest by xl.
func runXL(ctx context.Context, o *platforms.Options, c *config, xl, tmp string) (int, error) {
	t := &toolstack{xl, fmt.Sprintf("%s-%d", c.name, os.Getpid())}
	c.name = t.name
	file := filepath.Join(tmp, "guest.cfg")
	if err := os.WriteFile(file, []byte(c.String()), 0o600); err != nil {
		return 0, err
	}
	var log bytes.Buffer
	create := t.command(xl, "create", "-F", file)
	create.Stdout, create.Stderr = &log, &log
	if err := create.Start(); err != nil {
		return 0, err
	}
	ended := make(chan struct{})
	go func() {
		create.Wait()
		close(ended)
	}()
	// However this ends, nothing is left behind.
	defer func() {
		t.destroy()
		<-ended
	}()
	console, err := t.console(ctx, ended)
	if err != nil {
		return 0, timeout(ctx, o, err)
	}
	if console == nil {
		if o.Verbose {
			io.WriteString(o.Stderr, log.String())
		}
		return 0, notCreated(log.String())
	}
	defer console.Close()
	copied := make(chan struct{})
	go func() {
		io.Copy(o.Stdout, console) // ends with EIO when the guest is gone
		close(copied)
	}()
	input, restore := platforms.TerminalInput(o.Stdin)
	defer restore()
	if input != nil {
		go io.Copy(console, input)
	}
	select {
	case <-ctx.Done():
		return 0, timeout(ctx, o, context.Cause(ctx))
	case <-ended:
	}
	if o.Verbose {
		io.WriteString(o.Stderr, log.String())
	}
	reason := "none"
	if m := reasonCode.FindStringSubmatch(log.String()); m != nil {
		reason = reasons[m[1]]
	}
	record := ""
	if id := t.domid(); id != "" {
		time.Sleep(consoleLag)
		record = t.read(id, "data/unicore/exit")
	}
	t.destroy()
	select {
	case <-copied:
	case <-time.After(5 * time.Second):
	}
	return result(o, reason, record)
}

// consoleLag is how long the console daemon may hold a guest's words back:
// tools/console/daemon/io.c, RATE_LIMIT_PERIOD, and something on top.
const consoleLag = 300 * time.Millisecond

// console opens the guest's console as soon as there is one; nil when xl ended
// before.
func (t *toolstack) console(ctx context.Context, ended chan struct{}) (*os.File, error) {
	for {
		if id := t.domid(); id != "" {
			if tty := t.read(id, "console/tty"); tty != "" {
				return os.OpenFile(tty, os.O_RDWR|syscall.O_NOCTTY, 0)
			}
		}
		select {
		case <-ctx.Done():
			return nil, context.Cause(ctx)
		case <-ended:
			return nil, nil
		case <-time.After(20 * time.Millisecond):
		}
	}
}
