// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/user"
	"strings"

	"golang.org/x/sys/unix"

	"unicore/toolchain"
)

const device = "/dev/kvm"

// From the kernel's Documentation/virt/kvm/api.rst, 4.1 and 4.2.
const (
	kvmGetAPIVersion = 0xae00
	kvmCreateVM      = 0xae01
	kvmAPIVersion    = 12
)

// acceleration decides between KVM and emulation: wanted is "kvm", "tcg" or "".
func acceleration(wanted string) (string, error) {
	if wanted == "tcg" {
		return wanted, nil
	}
	err := usable()
	switch {
	case err == nil:
		return "kvm", nil
	case wanted == "":
		return "tcg", nil
	}
	err = fmt.Errorf("%s: %w", device, err)
	switch {
	case errors.Is(err, fs.ErrPermission):
		name := "USER"
		if u, e := user.Current(); e == nil {
			name = u.Username
		}
		return "", toolchain.Hint(err, "as root: adduser %s kvm, then log in anew; or --accel tcg", name)
	case errors.Is(err, fs.ErrNotExist):
		return "", toolchain.Hint(err, "the machine has no virtualisation, or it is off in its firmware; --accel tcg emulates")
	}
	return "", toolchain.Hint(err, "--accel tcg emulates")
}

// usable makes a virtual machine and throws it away: the device may be there
// and refuse nevertheless. Without virtualisation by the CPU there can be a KVM
// that runs changed guests only, and interprets the code of all others, badly.
func usable() error {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err != nil {
		return err
	}
	if !virtualises(string(text)) {
		return errors.New("the CPU offers no virtualisation")
	}
	fd, err := unix.Open(device, unix.O_RDWR|unix.O_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	version, err := unix.IoctlRetInt(fd, kvmGetAPIVersion)
	if err != nil {
		return err
	}
	if version != kvmAPIVersion {
		return fmt.Errorf("its interface has version %d", version)
	}
	vm, err := unix.IoctlRetInt(fd, kvmCreateVM)
	if err != nil {
		return err
	}
	return unix.Close(vm)
}

// virtualises looks for Intel's or AMD's extension among the flags of the
// first CPU.
func virtualises(cpuinfo string) bool {
	for line := range strings.Lines(cpuinfo) {
		if key, flags, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(key) == "flags" {
			for _, f := range strings.Fields(flags) {
				if f == "vmx" || f == "svm" {
					return true
				}
			}
			return false
		}
	}
	return false
}
