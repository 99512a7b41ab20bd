// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
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
	files, err := c.files()
	if err != nil {
		return 0, err
	}
	b, err := xenbed.Start(ctx, xenbed.Options{
		SDK:    sysroot.Options{Store: o.Store, Offline: o.Offline, Reporter: sysroot.NewReporter(o.Stderr, false, o.Verbose)},
		Guests: max(c.memory, c.maxmem) * mib, Files: files,
		HVM: c.kind == kindHVM, Disks: slices.Clone(c.disks), Log: verbose(o), Emul: o.Emulator, Extra: o.Extra,
	})
	if err != nil {
		return 0, timeout(ctx, o, err)
	}
	defer b.Close()
	for _, f := range o.Forward {
		if _, err := b.Forward(f, xenbed.FirstGuest); err != nil {
			return 0, err
		}
	}
	if err := upload(ctx, b, c); err != nil {
		return 0, timeout(ctx, o, err)
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

func verbose(o *platforms.Options) io.Writer {
	if o.Verbose {
		return o.Stderr
	}
	return nil
}

// timeout words an error that came because the time was over.
func timeout(ctx context.Context, o *platforms.Options, err error) error {
	if errors.Is(context.Cause(ctx), platforms.ErrTimeout) {
		return fmt.Errorf("%s: %w after %v", o.Image.Path, platforms.ErrTimeout, o.Timeout)
	}
	return err
}

// files is how many bytes upload copies.
func (c *config) files() (bytes int64, err error) {
	for _, file := range []string{c.kernel, c.ramdisk} {
		if file == "" {
			continue
		}
		fi, err := os.Stat(file)
		if err != nil {
			return 0, toolchain.PathCause(err)
		}
		bytes += fi.Size()
	}
	return bytes, nil
}

// upload copies the guest's files into dom0 and makes the configuration name
// them there; its disks are the machine's own.
func upload(ctx context.Context, b *xenbed.Bed, c *config) error {
	put := func(name, file string) (string, error) {
		return "/guest/" + name, b.PutFile(ctx, "/guest/"+name, file)
	}
	var err error
	if c.kernel, err = put("kernel", c.kernel); err != nil {
		return err
	}
	if c.ramdisk != "" {
		if c.ramdisk, err = put("ramdisk", c.ramdisk); err != nil {
			return err
		}
	}
	for i := range c.disks {
		c.disks[i].Path = xenbed.DiskPath(i)
	}
	return nil
}
