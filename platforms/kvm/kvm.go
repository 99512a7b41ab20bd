// SPDX-License-Identifier: BSD-3-Clause

// Package kvm launches images in QEMU: in a virtual machine of the hardware
// where /dev/kvm can be used, else by emulation.
package kvm

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"unicore/platforms"
	"unicore/toolchain"
)

const emulator = "qemu-system-x86_64"

func init() {
	platforms.Add(&platforms.Platform{
		Name:     "kvm",
		Summary:  "QEMU and other machine monitors that boot a PVH kernel",
		Archs:    []string{"x86_64"},
		Machines: []string{machineMicroVM, machineQ35},
		Launch:   Launch,
	})
}

// Launch boots an image and returns the status that it ended with.
func Launch(ctx context.Context, o *platforms.Options) (int, error) {
	name := o.Emulator
	if name == "" {
		name = emulator
	}
	qemu, err := toolchain.FindTool(name)
	if err != nil {
		if o.Emulator != "" {
			err = toolchain.Hint(err, "apt-get install %s, or name another one: --qemu PATH or UNICORE_QEMU", toolchain.Package(emulator))
		}
		return 0, err
	}
	m := &machine{Options: o, qemu: qemu}
	if m.Machine == "" {
		m.Machine = machineMicroVM
	}
	if m.accel, err = acceleration(o.Accel); err != nil {
		return 0, err
	}
	if o.MaxMemory != 0 {
		return 0, toolchain.Hint(errors.New("--maxmem: the memory of this machine does not change"), "-m; it is for Xen guests")
	}
	if err := m.chooseNet(); err != nil {
		return 0, err
	}
	if o.DryRun != nil {
		return 0, m.print()
	}
	for _, f := range o.Forward {
		if err := f.Check(); err != nil {
			return 0, err
		}
	}
	if o.GDB != 0 {
		if err := (platforms.Forward{Proto: "tcp", Host: loopback, From: uint16(o.GDB), To: uint16(o.GDB)}).Check(); err != nil {
			return 0, toolchain.Hint(err, "choose another one: --gdb=PORT")
		}
	}
	return m.run(ctx)
}

// run makes the temporary files, starts the emulator and waits for its end.
func (m *machine) run(ctx context.Context) (int, error) {
	tmp, err := os.MkdirTemp("", "unicore-run-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(tmp)
	if m.Rootfs != "" {
		var size int64
		if m.initrd, size, err = platforms.Initrd(m.Rootfs, tmp); err != nil {
			return 0, err
		}
		m.rootfsSize = size
	}
	m.status = filepath.Join(tmp, "status")
	argv, err := m.command()
	if err != nil {
		return 0, err
	}
	if m.Verbose {
		fmt.Fprintf(m.Stderr, "unicore: %s\n", platforms.ShellQuote(argv))
	}
	for _, f := range m.Forward {
		if m.Verbose {
			fmt.Fprintf(m.Stderr, "unicore: %s\n", f.Lead())
		}
	}
	if m.GDB != 0 {
		fmt.Fprintf(m.Stderr, "unicore: waits for: gdb %s -ex 'target remote 127.0.0.1:%d' -ex 'hbreak main' -ex continue\n",
			platforms.ShellQuote([]string{m.Image.Path}), m.GDB)
	}
	if m.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, m.Timeout, platforms.ErrTimeout)
		defer cancel()
	}
	start := time.Now()
	err = m.emulate(ctx, argv)
	if cause := context.Cause(ctx); cause != nil {
		if errors.Is(cause, platforms.ErrTimeout) {
			return 0, fmt.Errorf("%s: %w after %v", m.Image.Path, platforms.ErrTimeout, time.Since(start).Round(time.Second))
		}
		return 0, cause
	}
	record, readErr := os.ReadFile(m.status)
	if readErr != nil && !errors.Is(readErr, os.ErrNotExist) {
		return 0, readErr
	}
	if status, ok := exitStatus(string(record)); ok {
		return status, nil
	}
	var exit *exec.ExitError
	switch {
	case err != nil && !errors.As(err, &exit):
		return 0, fmt.Errorf("%s: %w", m.qemu, err)
	case err != nil:
		return 0, fmt.Errorf("%s: failed: %w", filepath.Base(m.qemu), err)
	}
	return 0, toolchain.Hint(fmt.Errorf("%s: ended without an exit status", m.Image.Path),
		"the virtual machine was reset: a fault before the kernel could print, or too little memory; try -m, or --machine")
}

// exitStatus reads the record that uc_power_off writes.
func exitStatus(record string) (int, bool) {
	line, _, whole := strings.Cut(record, "\n")
	what, ours := strings.CutPrefix(line, "unicore-exit ")
	if !ours || !whole {
		return 0, false
	}
	return platforms.ExitStatus(what)
}
