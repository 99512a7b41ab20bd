// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"time"

	"unicore/platforms"
	"unicore/platforms/xenbed"
	"unicore/sysroot"
	"unicore/toolchain"
)

// emulate runs the guest in an emulated machine.
func emulate(ctx context.Context, o *platforms.Options, c *config) (int, error) {
	for _, f := range o.Forward {
		if err := f.Check(); err != nil {
			return 0, err
		}
	}
	machine, err := machine(o, c)
	if err != nil {
		return 0, err
	}
	b, err := xenbed.Start(ctx, machine)
	if err != nil {
		return 0, timeout(ctx, o, err)
	}
	defer b.Close()
	for _, f := range o.Forward {
		if _, err := b.Forward(f, xenbed.FirstGuest); err != nil {
			return 0, err
		}
		if o.Verbose {
			fmt.Fprintf(o.Stderr, "unicore: %s\n", f.Lead())
		}
	}
	for _, f := range c.inDom0() {
		if err := b.PutFile(ctx, f.there, f.here); err != nil {
			return 0, timeout(ctx, o, err)
		}
	}
	input, restore := platforms.TerminalInput(o.Stdin)
	defer restore()
	start := time.Now()
	end, err := b.Create(ctx, c.name, c.String(), input, o.Stdout)
	if errors.Is(err, xenbed.ErrNotCreated) {
		if o.Verbose {
			fmt.Fprintln(o.Stderr, end.Log)
		}
		return 0, notCreated(end.Log)
	}
	if err != nil {
		return 0, timeout(ctx, o, err)
	}
	if o.Verbose {
		fmt.Fprintf(o.Stderr, "unicore: the guest ended after %v: %s\n", time.Since(start).Round(time.Millisecond), end.Reason)
	}
	return result(o, end.Reason, end.Exit)
}

// machine is the one for a guest.
func machine(o *platforms.Options, c *config) (xenbed.Options, error) {
	m := xenbed.Options{
		SDK:    sysroot.Options{Store: o.Store, Offline: o.Offline, Reporter: sysroot.NewReporter(o.Stderr, false, o.Verbose)},
		Guests: max(c.memory, c.maxmem) * mib,
		HVM:    c.kind == kindHVM, Disks: slices.Clone(c.disks), Emul: o.Emulator, Extra: o.Extra,
	}
	if o.Verbose {
		m.Log = o.Stderr
		m.Tell = func(argv []string) { fmt.Fprintf(o.Stderr, "unicore: %s\n", platforms.ShellQuote(argv)) }
	}
	fi, err := os.Stat(c.kernel)
	if err != nil {
		return m, toolchain.PathCause(err)
	}
	if m.Files = fi.Size() + c.rootfs; m.HVM {
		m.Files *= hvmCopies
	}
	return m, nil
}

// hvmCopies: an HVM guest's device model, in dom0, reads its files and makes one of them.
const hvmCopies = 3

// dryEmulate writes what emulate would do, after a command that makes the ramdisk.
func dryEmulate(ctx context.Context, o *platforms.Options, c *config, pack string) error {
	machine, err := machine(o, c)
	if err != nil {
		return err
	}
	argv, err := xenbed.Command(ctx, machine)
	if err != nil {
		return err
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s%s\n# there, in dom0:\n", pack, platforms.ShellQuote(argv))
	for _, f := range c.inDom0() {
		fmt.Fprintf(&b, "# %s is %s\n", f.there, f.here)
	}
	c.preserve = true
	b.WriteString(xenbed.Script(c.name, c.String()))
	for _, f := range o.Forward {
		fmt.Fprintf(&b, "# %s\n", f.Lead())
	}
	_, err = io.WriteString(o.DryRun, b.String())
	return err
}

// timeout words an error that came because the time was over.
func timeout(ctx context.Context, o *platforms.Options, err error) error {
	if errors.Is(context.Cause(ctx), platforms.ErrTimeout) {
		return fmt.Errorf("%s: %w after %v", o.Image.Path, platforms.ErrTimeout, o.Timeout)
	}
	return err
}

// A file is one that dom0 has, too.
type file struct{ here, there string }

// inDom0 makes the configuration name what dom0 has, and returns the files that are to be
// copied there: not the disks, which are the machine's own.
func (c *config) inDom0() []file {
	files := []file{{c.kernel, "/guest/kernel"}}
	c.kernel = files[0].there
	if c.ramdisk != "" {
		files = append(files, file{c.ramdisk, "/guest/ramdisk"})
		c.ramdisk = files[1].there
	}
	for i := range c.disks {
		c.disks[i].Path = xenbed.DiskPath(i)
	}
	return files
}
