// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/alecthomas/kong"

	"unicore/platforms"
	"unicore/toolchain"
)

type runCommand struct {
	Image string   `arg:"" help:"A file that a build made."`
	Args  []string `arg:"" optional:"" name:"argument" help:"Arguments of the application, after --."`

	Memory  size          `short:"m" placeholder:"SIZE" help:"Memory: a number of MiB, or with K, M or G (default: 64M, and room for the root file system)."`
	MaxMem  size          `name:"maxmem" placeholder:"SIZE" help:"Xen: memory that the guest may grow to, by xl mem-set (default: what it starts with)."`
	Port    []string      `short:"p" sep:"none" placeholder:"[ADDR:]HOST:GUEST[/udp]" help:"Lead a port of this machine to one of the image; may be repeated."`
	Net     string        `placeholder:"NET" help:"user, tap=NAME or none; Xen: bridge=NAME or none (default: user, or bridge=xenbr0, when the image uses the network). NET,mac=ADDRESS gives the device its address."`
	Rootfs  string        `placeholder:"DIR|FILE" help:"Root file system: a folder, or a cpio archive."`
	Disk    []string      `sep:"none" placeholder:"FILE[:ro]" help:"Attach a file as a disk; may be repeated."`
	HVC     []string      `name:"hvc" sep:"none" placeholder:"FILE|unix:PATH" help:"Attach a virtio console, /dev/hvc0 and so on: its output goes to a file, or both ways through a socket; may be repeated."`
	Append  []string      `sep:"none" placeholder:"WORDS" help:"Words for the boot command line: NAME=value is environment; ip=… Double quotes group, 'A=\"b c\"', and a backslash takes what follows as it is."`
	Machine string        `placeholder:"NAME" help:"microvm or q35 (default: microvm); for xen targets pv, for xen-hvm targets pvh or hvm (default: pvh)."`
	Accel   string        `placeholder:"NAME" help:"kvm or tcg, which emulates (default: kvm where it can be used)."`
	GDB     gdbPort       `name:"gdb" help:"Wait for a debugger at a port of this machine (--gdb=PORT, default 1234)."`
	Timeout time.Duration `placeholder:"TIME" help:"End it after a while, for example 30s; status 124."`
	Emulate bool          `help:"Xen: boot it under the hypervisor in an emulated machine. The first use fetches Debian's Xen."`
	PrintXL bool          `name:"print-xl" help:"Xen: print a configuration for xl create instead of running it; a folder of --rootfs is packed into IMAGE.cpio."`
	DryRun  bool          `short:"n" help:"Print the command instead of running it."`
	Qemu    string        `placeholder:"PATH" env:"UNICORE_QEMU" help:"The emulator (default: qemu-system-x86_64)."`
	QemuArg []string      `sep:"none" placeholder:"ARG" help:"A further argument for the emulator; may be repeated."`
	Verbose bool          `short:"v" help:"Show the command and where ports lead."`
	Store   string        `hidden:"" env:"UNICORE_STORE"`
	Offline bool          `hidden:"" env:"UNICORE_OFFLINE"`
}

func (runCommand) Help() string {
	return `The image's console is standard input and output; Ctrl-C ends it. The exit status is
the application's; 128 and the signal's number when a signal killed it; 134 after a
panic of the kernel; 1 when there was none; 124 after --timeout. The console is a
terminal, which echoes, and has no end: a program that reads its input to the end is told
of it by Ctrl-D, as a character of its own.

Examples:
  unicore run hello
  unicore run objs/nginx --rootfs www -p 8080:80 -- -g 'daemon off;'
  unicore run prog -m 128M --disk data.img --append 'LANG=C ip=dhcp'
  unicore run prog --gdb

An image for Xen is created by xl, on a machine that runs it; its network device joins a
bridge:
  unicore run prog --net bridge=xenbr0,mac=00:16:3e:01:02:03 -m 64M --maxmem 128M
  unicore run prog --emulate -p 8080:80
  unicore run prog --print-xl >prog.cfg`
}

func (c *runCommand) Run(g *globals) error {
	o := &platforms.Options{
		Args: c.Args, Machine: c.Machine, Accel: c.Accel, Memory: int64(c.Memory), MaxMemory: int64(c.MaxMem), Net: c.Net, Rootfs: c.Rootfs,
		Append: c.Append, HVC: c.HVC, GDB: int(c.GDB), Timeout: c.Timeout, Emulator: c.Qemu, Extra: c.QemuArg,
		Emulate: c.Emulate, Store: c.Store, Offline: c.Offline,
		Verbose: c.Verbose, Stdin: g.stdin, Stdout: g.stdout, Stderr: g.stderr,
	}
	if c.DryRun {
		o.DryRun = g.stdout
	}
	var err error
	if o.Image, err = platforms.OpenImage(c.Image); err != nil {
		return err
	}
	all, err := c.platforms(o.Image)
	if err != nil {
		return err
	}
	platform := c.choose(all)
	if err := c.check(platform, all); err != nil {
		return usageError{err}
	}
	for _, p := range c.Port {
		f, err := platforms.ParseForward(p)
		if err != nil {
			return usageError{err}
		}
		o.Forward = append(o.Forward, f)
	}
	for _, d := range c.Disk {
		disk, err := platforms.ParseDisk(d)
		if err != nil {
			return err
		}
		o.Disks = append(o.Disks, disk)
	}
	if err := platforms.CheckDisks(o.Disks); err != nil {
		return usageError{err}
	}
	if c.PrintXL {
		return platform.XL(o)
	}
	status, err := platform.Launch(g.ctx, o)
	if errors.Is(err, platforms.ErrTimeout) {
		printError(g.stderr, err)
		return statusError(124)
	}
	if err != nil {
		return err
	}
	if status != 0 {
		return statusError(status)
	}
	return nil
}

// platforms are those that the image is for.
func (c *runCommand) platforms(img *platforms.Image) ([]*platforms.Platform, error) {
	var names []string
	if img.Target == "" { // linked by hand
		name := "xen"
		if _, pvh := img.Entry("pvh"); pvh {
			name = "kvm"
		}
		names = []string{name}
	} else {
		target, err := toolchain.ParseTarget(img.Target)
		if err != nil {
			return nil, fmt.Errorf("%s: made for %w", c.Image, err)
		}
		for _, t := range target.Parts() {
			names = append(names, t.Platform)
		}
	}
	var all []*platforms.Platform
	for _, name := range names {
		p, err := platforms.Find(name)
		if err != nil {
			return nil, err
		}
		all = append(all, p)
	}
	return all, nil
}

// choose takes of several platforms the one that the options are about, or that this
// machine is.
func (c *runCommand) choose(all []*platforms.Platform) *platforms.Platform {
	_, err := os.Stat("/proc/xen/capabilities")
	xen := c.Emulate || c.PrintXL || err == nil
	fits := func(p *platforms.Platform) bool {
		if c.Machine != "" {
			return slices.Contains(p.Machines, c.Machine)
		}
		return (p.XL != nil) == xen
	}
	return all[max(0, slices.IndexFunc(all, fits))]
}

func (c *runCommand) check(p *platforms.Platform, all []*platforms.Platform) error {
	var machines, ofXen []string
	for _, p := range all {
		machines = append(machines, p.Machines...)
		if p.XL != nil {
			ofXen = append(ofXen, p.Machines...)
		}
	}
	one := func(flag, value string, of ...string) error {
		for _, v := range append(of, "") {
			if value == v {
				return nil
			}
		}
		return toolchain.Hint(fmt.Errorf("%s %s: unknown", flag, value), "one of %s", strings.Join(of, ", "))
	}
	if err := one("--machine", c.Machine, machines...); err != nil {
		return err
	}
	if p.XL == nil && (c.Emulate || c.PrintXL) && len(ofXen) > 0 {
		return toolchain.Hint(fmt.Errorf("--machine %s: is none of Xen's, which --emulate and --print-xl are for", c.Machine), "one of %s", strings.Join(ofXen, ", "))
	}
	if p.XL == nil && (c.Emulate || c.PrintXL) {
		return toolchain.Hint(errors.New("--emulate and --print-xl are for Xen"), "build it for a Xen target: unicore list targets")
	}
	if c.PrintXL && (c.Emulate || c.DryRun) {
		return errors.New("--print-xl runs nothing: --emulate or --dry-run make no sense with it")
	}
	if c.PrintXL && c.Timeout != 0 {
		return toolchain.Hint(errors.New("--print-xl runs nothing: --timeout makes no sense with it"), "on the machine with Xen: timeout TIME xl create -c FILE")
	}
	if c.Timeout < 0 {
		return errors.New("--timeout: less than nothing")
	}
	return one("--accel", c.Accel, "kvm", "tcg")
}

// size is an amount of memory in bytes.
type size int64

// Decode reads a number of MiB, or one with a unit.
func (s *size) Decode(ctx *kong.DecodeContext) error {
	var text string
	if err := ctx.Scan.PopValueInto("size", &text); err != nil {
		return err
	}
	n, err := parseSize(text)
	*s = size(n)
	return err
}

func parseSize(text string) (int64, error) {
	number, shift := strings.TrimSuffix(strings.TrimSuffix(text, "B"), "i"), 20
	if number != "" {
		if i := strings.IndexByte("KMGT", number[len(number)-1]&^0x20); i >= 0 {
			number, shift = number[:len(number)-1], 10*(i+1)
		}
	}
	n, err := strconv.ParseInt(number, 10, 64)
	if err != nil || n <= 0 || n > 1<<(52-shift) {
		return 0, toolchain.Hint(fmt.Errorf("%q: no amount of memory", text), "for example 64, 512K, 64M or 2G")
	}
	if n <<= shift; n < 1<<20 {
		return 0, toolchain.Hint(fmt.Errorf("%q: less than 1 MiB", text), "a number without a unit is in MiB")
	}
	return n, nil
}

// gdbPort is a port number; the flag may stand alone.
type gdbPort int

// IsBool lets the flag stand alone.
func (*gdbPort) IsBool() bool { return true }

// Decode reads --gdb and --gdb=PORT.
func (p *gdbPort) Decode(ctx *kong.DecodeContext) error {
	*p = 1234
	token := ctx.Scan.Peek()
	if token.Type != kong.FlagValueToken {
		return nil
	}
	text := fmt.Sprint(ctx.Scan.Pop().Value)
	n, err := strconv.ParseUint(text, 10, 16)
	if err != nil || n == 0 {
		return fmt.Errorf("%q: no port number", text)
	}
	*p = gdbPort(n)
	return nil
}
