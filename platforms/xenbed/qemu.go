// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"sync"
	"syscall"

	"unicore/platforms"
	"unicore/toolchain"
)

// command is QEMU's command line.
//
// The CPU: with SMAP the PV dom0 dies of a page fault on its own stack, and
// Linux guests with hardware virtualisation die of an RDTSCP (QEMU 7.2).
// Without -no-reboot a panic of Xen would boot it again. XSETBV of a guest with
// hardware virtualisation is not intercepted, so Xen knows nothing of what the
// guest turned on, and takes it away (XRSTOR then faults) or gives a guest the
// vector registers of another: no XSAVE. For the same reason Xen may not rely on
// an exception at the first use of vector registers. Of dom0's memory a tmpfs would
// take half only. What dom0's kernel takes for a storm of events is a slow machine: it
// would hold them back.
func command(o Options, made, initrd, socket string) []string {
	memory, dom0 := o.memory()
	cpus := max(1, o.CPUs)
	xen := fmt.Sprintf("console=com1 com1=115200 dom0_mem=%dM,max:%dM dom0_max_vcpus=%d loglvl=all guest_loglvl=all spec-ctrl=eager-fpu %s",
		dom0>>20, dom0>>20, cpus, o.XenArgs)
	argv := []string{
		"-nodefaults", "-no-user-config", "-no-reboot", "-display", "none",
		"-machine", "pc", "-accel", "tcg", "-cpu", "max,-smap,-rdtscp,-xsave",
		"-smp", fmt.Sprint(cpus), "-m", fmt.Sprintf("%dM", memory>>20),
		"-serial", "stdio",
		"-qmp", "unix:" + platforms.EscapeQEMU(socket) + ",server=on,wait=off",
		"-netdev", fmt.Sprintf("user,id=net0,hostfwd=tcp:127.0.0.1:0-%s:%d", Dom0, agentPort),
		"-device", "virtio-net-pci,netdev=net0,romfile=",
		"-kernel", filepath.Join(made, hypervisorFile), "-append", strings.TrimSpace(xen),
		"-initrd", platforms.EscapeQEMU(filepath.Join(made, kernelFile)+" console=hvc0 quiet rootfstype=ramfs xen.event_loop_timeout=2147483647") + "," + platforms.EscapeQEMU(initrd),
	}
	for i, d := range o.Disks {
		argv = append(argv, "-drive", d.Drive(i), "-device", fmt.Sprintf("virtio-blk-pci,drive=disk%d", i))
	}
	return append(argv, o.Extra...)
}

// process is the emulator.
type process struct {
	cmd   *exec.Cmd
	ended chan struct{} // closed when it has
	err   error         // of its end
	up    chan struct{} // closed when dom0 is ready
	mu    sync.Mutex
	line  []byte
	log   []byte
	whole io.Writer
	state string // last word of dom0's init
}

// maxLog is how much of the log is remembered.
const maxLog = 64 << 10

func startProcess(argv []string, log io.Writer) (*process, error) {
	p := &process{ended: make(chan struct{}), up: make(chan struct{}), whole: log}
	p.cmd = exec.Command(argv[0], argv[1:]...)
	p.cmd.Stdout, p.cmd.Stderr = p, p
	p.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
	started := make(chan error)
	go func() {
		// The death signal is tied to the thread that started the child.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := p.cmd.Start()
		started <- err
		if err == nil {
			p.err = p.cmd.Wait()
			close(p.ended)
		}
	}()
	if err := <-started; err != nil {
		return nil, err
	}
	return p, nil
}

// Write takes the log, which is that of the first serial port.
func (p *process) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.whole != nil {
		p.whole.Write(b)
	}
	b2 := bytes.ReplaceAll(b, []byte("\r"), nil)
	if p.log = append(p.log, b2...); len(p.log) > 2*maxLog {
		p.log = append(p.log[:0], p.log[len(p.log)-maxLog:]...)
	}
	p.line = append(p.line, b2...)
	for {
		i := bytes.IndexByte(p.line, '\n')
		if i < 0 {
			if len(p.line) > maxLog {
				p.line = nil
			}
			return len(b), nil
		}
		if word, ok := strings.CutPrefix(string(p.line[:i]), "bed: "); ok && p.state == "" {
			if p.state = word; word == "ready" {
				close(p.up)
			}
		}
		p.line = p.line[i+1:]
	}
}

// tail is the end of the log.
func (p *process) tail() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return string(p.log)
}

// inUse is what QEMU says of a disk that another one has: block/file-posix.c.
var inUse = regexp.MustCompile(`(?m)^Is another process using the image \[(.*)\]\?$`)

// ready waits for dom0.
func (p *process) ready(ctx context.Context) error {
	cause := ""
	select {
	case <-p.up:
		return nil
	case <-p.ended:
		cause = "ended before its dom0 was ready"
	case <-ctx.Done():
		cause = "its dom0 was not ready in time"
		if !errors.Is(ctx.Err(), context.DeadlineExceeded) {
			return ctx.Err()
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if what, ok := strings.CutPrefix(p.state, "failed: "); ok {
		return fmt.Errorf("dom0 failed: %s", what)
	}
	text := strings.TrimSpace(string(p.log))
	if m := inUse.FindStringSubmatch(text); m != nil {
		return toolchain.Hint(fmt.Errorf("disk %s: another process uses it", m[1]), "wait for its end; or %s:ro, on both sides", m[1])
	}
	lines := strings.Split(text, "\n")
	err := fmt.Errorf("%s\n%s", cause, strings.Join(lines[max(0, len(lines)-20):], "\n"))
	if strings.Contains(text, "cannot set up guest memory") {
		err = toolchain.Hint(err, "this machine has less memory than was asked for: -m")
	}
	return err
}

func (p *process) kill() {
	select {
	case <-p.ended:
	default:
		syscall.Kill(-p.cmd.Process.Pid, syscall.SIGKILL)
		<-p.ended
	}
}
