// SPDX-License-Identifier: BSD-3-Clause

package kvm

import (
	"fmt"
	"strings"

	"unicore/platforms"
	"unicore/toolchain"
)

const (
	machineMicroVM = "microvm"
	machineQ35     = "q35"
)

// virtioConsole is the library whose console is a virtio device.
const virtioConsole = "console-virtio"

// seaBIOS is the firmware of a q35. QEMU puts the image into memory first, and over
// its end, when that is near the end of memory, the firmware writes: it keeps 256 KiB
// there (src/config.h, BUILD_MAX_HIGHTABLE), and below them, while it starts, it has
// itself and some 12 KiB for each device. Without a device that is 390 KiB in all,
// with ten of them 510.
var seaBIOS = platforms.Around{What: "the firmware", Beside: func(_, _ int64) int64 { return 1 << 20 }}

// machine is a virtual machine to be.
type machine struct {
	*platforms.Options
	qemu       string // absolute path
	accel      string
	initrd     string // "" for none
	rootfsSize int64
	net        platforms.Net
	status     string // file for the exit record
	mmio       int    // virtio-mmio transports in use
}

// command returns the emulator's whole command line.
func (m *machine) command() ([]string, error) {
	argv := []string{m.qemu, "-nodefaults", "-no-user-config", "-no-reboot", "-display", "none"}
	add := func(words ...string) { argv = append(argv, words...) }
	var firmware platforms.Around
	switch m.Machine {
	case machineMicroVM:
		// QEMU would put the devices' addresses behind the application's
		// arguments, or nowhere: we put them in front ourselves.
		add("-machine", "microvm,ioapic2=off,auto-kernel-cmdline=off",
			"-global", "virtio-mmio.force-legacy=false")
	case machineQ35:
		add("-machine", "q35,smm=off,vmport=off")
		firmware = seaBIOS
	default:
		return nil, toolchain.Hint(fmt.Errorf("--machine %s: no such machine", m.Machine),
			"one of %s, %s", machineMicroVM, machineQ35)
	}
	add("-accel", m.accel)
	if m.accel == "kvm" {
		add("-cpu", "host")
	} else {
		add("-cpu", "max")
	}
	memory, err := m.MemoryFor(m.rootfsSize, firmware)
	if err != nil {
		return nil, err
	}
	add("-m", fmt.Sprintf("%dK", memory>>10), "-chardev", "stdio,id=console,signal=on")
	if m.Image.Has(virtioConsole) { // which takes the first that there is
		add("-device", m.virtio("serial")+",id=console0,max_ports=1", "-device", "virtconsole,bus=console0.0,chardev=console")
	} else {
		add("-serial", "chardev:console")
	}
	add("-device", "isa-debugcon,iobase=0xe9,chardev=status",
		"-chardev", "file,id=status,path="+platforms.EscapeQEMU(m.status),
		"-device", "isa-debug-exit,iobase=0xf4,iosize=0x04")
	add("-device", m.virtio("rng"))
	if m.net.Kind != "none" {
		device := m.virtio("net") + ",netdev=net0"
		if m.net.MAC != "" {
			device += ",mac=" + m.net.MAC
		}
		add("-netdev", m.netdev(), "-device", device)
	}
	for i, d := range m.Disks {
		add("-drive", d.Drive(i), "-device", m.virtio("blk")+fmt.Sprintf(",drive=disk%d", i))
	}
	for i, to := range m.HVC {
		chardev, err := chardevFor(to)
		if err != nil {
			return nil, err
		}
		add("-chardev", chardev+fmt.Sprintf(",id=hvc%d", i),
			"-device", m.virtio("serial")+fmt.Sprintf(",id=ports%d,max_ports=1", i),
			"-device", fmt.Sprintf("virtconsole,bus=ports%d.0,chardev=hvc%d", i, i))
	}
	if m.Machine == machineMicroVM && m.mmio > mmioTransports {
		return nil, toolchain.Hint(fmt.Errorf("a microvm has room for %d devices, not for %d", mmioTransports, m.mmio),
			"--machine q35")
	}
	if m.GDB != 0 {
		add("-gdb", fmt.Sprintf("tcp:%s:%d", loopback, m.GDB), "-S")
	}
	add("-kernel", m.Image.Path)
	if m.initrd != "" {
		add("-initrd", m.initrd)
	}
	line, err := m.commandLine()
	if err != nil {
		return nil, err
	}
	add("-append", line)
	add(m.Extra...)
	return argv, nil
}

// virtio returns the value of -device for a virtio device of that kind.
func (m *machine) virtio(kind string) string {
	if m.Machine == machineMicroVM {
		s := fmt.Sprintf("virtio-%s-device,bus=virtio-mmio-bus.%d", kind, m.mmio)
		m.mmio++
		return s
	}
	return "virtio-" + kind + "-pci,disable-legacy=on"
}

// chardevFor is the beginning of -chardev's value for a further console.
func chardevFor(to string) (string, error) {
	path, socket := strings.CutPrefix(to, "unix:")
	if path == "" {
		return "", toolchain.Hint(fmt.Errorf("--hvc %q: names nothing", to), "a file for output, or unix:PATH for a socket")
	}
	if socket {
		return "socket,server=on,wait=off,path=" + platforms.EscapeQEMU(path), nil
	}
	return "file,path=" + platforms.EscapeQEMU(path), nil
}

// The virtio-mmio transports of a microvm as QEMU lays them out when it has
// ACPI, which is its default, and one I/O APIC, whose upper inputs they use.
const (
	mmioBase       = 0xfeb00000
	mmioSize       = 512
	mmioInterrupt  = 16
	mmioTransports = 8
)

// commandLine is what the kernel gets. The devices' form is that of Linux's
// Documentation/admin-guide/kernel-parameters.txt, virtio_mmio.device=.
func (m *machine) commandLine() (string, error) {
	var devices []string
	for i := range m.mmio {
		devices = append(devices, fmt.Sprintf("virtio_mmio.device=%d@%#x:%d", mmioSize, mmioBase+i*mmioSize, mmioInterrupt+i))
	}
	return m.CommandLine(devices...)
}

// print writes the command for -n.
func (m *machine) print() error {
	m.status = "/dev/null"
	file, size, pack, err := platforms.InitrdCommand(m.Rootfs)
	if err != nil {
		return err
	}
	m.initrd, m.rootfsSize = file, size
	argv, err := m.command()
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(m.DryRun, "%s%s\n", pack, platforms.ShellQuote(argv))
	return err
}
