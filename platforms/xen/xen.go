// SPDX-License-Identifier: BSD-3-Clause

// Package xen launches images as guests of the Xen hypervisor: by xl on a
// machine that runs it, or in an emulated one (platforms/xenbed). It serves
// two platforms: xen, for paravirtualised guests, and xen-hvm, for those that
// the hardware virtualises.
package xen

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"unicore/platforms"
	"unicore/toolchain"
)

// Kinds of guests, as xl calls them.
const (
	kindPV  = "pv"
	kindPVH = "pvh"
	kindHVM = "hvm"
)

func init() {
	platforms.Add(&platforms.Platform{
		Name:     "xen",
		Summary:  "Xen, paravirtualised: needs no virtualisation by the hardware",
		Archs:    []string{"x86_64"},
		Machines: []string{kindPV},
		Launch:   func(ctx context.Context, o *platforms.Options) (int, error) { return launch(ctx, o, kindPV) },
		XL:       func(o *platforms.Options) error { return printXL(o, kindPV) },
	})
	platforms.Add(&platforms.Platform{
		Name:     "xen-hvm",
		Summary:  "Xen, virtualised by the hardware: PVH, or HVM by direct kernel boot",
		Archs:    []string{"x86_64"},
		Machines: []string{kindPVH, kindHVM},
		Launch:   func(ctx context.Context, o *platforms.Options) (int, error) { return launch(ctx, o, kindPVH) },
		XL:       func(o *platforms.Options) error { return printXL(o, kindPVH) },
	})
}

// defaultBridge is the one that Xen's own documentation makes.
const defaultBridge = "xenbr0"

// netDriver begins the names of the libraries that drive network devices here.
const netDriver = "drivers-netfront"

// kind is the kind of guest that the options want.
func kind(o *platforms.Options, normal string) string {
	if o.Machine != "" {
		return o.Machine
	}
	return normal
}

// check refuses what no Xen guest has.
func check(o *platforms.Options, kind string) error {
	if _, ok := o.Image.Entry(kind); !ok {
		err := fmt.Errorf("%s: has no entry for a guest of kind %s", o.Image.Path, kind)
		if kind == kindHVM {
			// QEMU would prefer it to PVH's, which tells more.
			return toolchain.Hint(err, "--machine pvh; an image that is for KVM, too, has none for an HVM guest")
		}
		return err
	}
	switch {
	case len(o.HVC) > 0:
		return errors.New("--hvc: a virtio console; a Xen guest has its own")
	case o.GDB != 0:
		return toolchain.Hint(errors.New("--gdb: not for a Xen guest"), "on the Xen machine: gdbsx -a DOMAIN 64 PORT")
	case !o.Emulate && o.Accel != "":
		return errors.New("--accel: only with --emulate")
	case o.Accel == "kvm":
		return errors.New("--accel kvm: the Xen machine is always emulated")
	case !o.Emulate && len(o.Extra) > 0:
		return errors.New("--qemu-arg: only with --emulate")
	}
	return nil
}

// setNet says which bridge the guest's network device joins, if any.
func (c *config) setNet(o *platforms.Options) error {
	n, err := platforms.ParseNet(o.Net)
	if err != nil {
		return err
	}
	c.mac = n.MAC
	switch name := n.Name; {
	case o.Net == "":
		if len(o.Forward) > 0 || o.Image.Has(netDriver) {
			c.bridge = defaultBridge
		}
		return nil
	case n.Kind == "none" && !n.Named:
		return nil
	case n.Kind == "user" && !n.Named && o.Emulate:
		c.bridge = defaultBridge
		return nil
	case n.Kind == "bridge":
		if name == "" || len(name) > 15 || strings.Trim(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.-") != "" {
			return toolchain.Hint(fmt.Errorf("--net %s: names no bridge", o.Net), "for example --net bridge=%s", defaultBridge)
		}
		if o.Emulate && name != defaultBridge {
			return toolchain.Hint(fmt.Errorf("--net %s: the emulated machine has no such bridge", o.Net), "--net bridge=%s", defaultBridge)
		}
		c.bridge = name
		return nil
	}
	return toolchain.Hint(fmt.Errorf("--net %s: no such network for a Xen guest", o.Net), "one of bridge=NAME, none")
}

// printXL writes the guest's configuration, and packs a folder of a root file system.
func printXL(o *platforms.Options, normal string) error {
	c, err := prepare(o, normal)
	if err != nil {
		return err
	}
	if o.Rootfs != "" {
		file, size, err := platforms.InitrdBeside(o.Image.Path+".cpio", o.Rootfs)
		if err != nil {
			return err
		}
		if file != o.Rootfs {
			fmt.Fprintf(o.Stderr, "unicore: %s is written, of what is in %s\n", file, o.Rootfs)
		}
		if err := c.setMemory(o, size); err != nil {
			return err
		}
		if c.ramdisk, err = filepath.Abs(file); err != nil {
			return err
		}
	}
	_, err = fmt.Fprint(o.Stdout, c)
	return err
}

// prepare checks the options and makes the configuration, without a ramdisk.
func prepare(o *platforms.Options, normal string) (*config, error) {
	kind := kind(o, normal)
	if err := check(o, kind); err != nil {
		return nil, err
	}
	c, err := newConfig(o, kind)
	if err != nil {
		return nil, err
	}
	if err := c.setNet(o); err != nil {
		return nil, err
	}
	if len(o.Forward) > 0 && !o.Emulate {
		return nil, toolchain.Hint(fmt.Errorf("-p %s: a guest has an address of its own on its bridge", o.Forward[0]),
			"leave out -p; --append ip=ADDRESS::GATEWAY:MASK sets the address, else DHCP does")
	}
	if len(o.Forward) > 0 && c.bridge == "" {
		return nil, toolchain.Hint(fmt.Errorf("-p %s: without a network", o.Forward[0]), "leave out -p or --net none")
	}
	return c, o.CheckForward(netDriver)
}

// dryRun writes what launch would do.
func dryRun(ctx context.Context, o *platforms.Options, c *config) error {
	file, size, pack, err := platforms.InitrdCommand(o.Rootfs)
	if err != nil {
		return err
	}
	if file != "" {
		if c.ramdisk, err = filepath.Abs(file); err != nil {
			return err
		}
		if err := c.setMemory(o, size); err != nil {
			return err
		}
	}
	if o.Emulate {
		return dryEmulate(ctx, o, c, pack)
	}
	_, err = fmt.Fprintf(o.DryRun, "%scat >%s.cfg <<'end'\n%send\nxl create -c %s.cfg\n", pack, c.name, c, c.name)
	return err
}

// launch runs the guest to its end and returns its exit status.
func launch(ctx context.Context, o *platforms.Options, normal string) (int, error) {
	c, err := prepare(o, normal)
	if err != nil {
		return 0, err
	}
	if o.DryRun != nil {
		return 0, dryRun(ctx, o, c)
	}
	var xl string
	if !o.Emulate {
		if xl, err = findXL(); err != nil {
			return 0, err
		}
	}
	tmp, err := os.MkdirTemp("", "unicore-run-")
	if err != nil {
		return 0, err
	}
	defer os.RemoveAll(tmp)
	if o.Rootfs != "" {
		var size int64
		if c.ramdisk, size, err = platforms.Initrd(o.Rootfs, tmp); err != nil {
			return 0, err
		}
		if c.ramdisk, err = filepath.Abs(c.ramdisk); err != nil {
			return 0, err
		}
		if err := c.setMemory(o, size); err != nil {
			return 0, err
		}
	}
	c.preserve = true // the exit status is read before it goes
	if o.Timeout > 0 {
		var cancel context.CancelFunc
		ctx, cancel = context.WithTimeoutCause(ctx, o.Timeout, platforms.ErrTimeout)
		defer cancel()
	}
	if o.Emulate {
		return emulate(ctx, o, c)
	}
	return runXL(ctx, o, c, xl, tmp)
}

// notCreated is why xl made no guest: the first of its errors, for the others follow
// from that; else the first line of what it said.
func notCreated(log string) error {
	first, cause := "", ""
	for line := range strings.Lines(log) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "Parsing config") {
			continue
		}
		if first == "" {
			first = line
		}
		if strings.Contains(line, "error") {
			cause = line
			break
		}
	}
	if cause == "" {
		cause = first
	}
	err := fmt.Errorf("xl create: %s", cause)
	if strings.Contains(log, "Out of memory") || strings.Contains(log, "failed to free memory") {
		return toolchain.Hint(err, "the guest needs more memory, or the machine has not so much; try -m")
	}
	return toolchain.Hint(err, "-v shows all that xl said")
}

// result is the exit status of a guest that shut down for a reason and left
// a record, or none.
func result(o *platforms.Options, reason, record string) (int, error) {
	if status, ok := platforms.ExitStatus(record); ok {
		return status, nil
	}
	cause := "ended without an exit status"
	switch reason {
	case "crash", "watchdog":
		cause = "crashed"
	case "none":
		cause = "was destroyed"
	case "suspend":
		cause = "was suspended"
	}
	look := "xl dmesg"
	if o.Emulate {
		look = "-v"
	}
	return 0, toolchain.Hint(fmt.Errorf("%s: %s", o.Image.Path, cause),
		"a fault before the kernel could print, or too little memory; try -m; Xen's own log: %s", look)
}
