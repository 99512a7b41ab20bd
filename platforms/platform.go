// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"unicore/toolchain"
)

// Platform is a place where images boot.
type Platform struct {
	Name     string   `json:"name"`
	Summary  string   `json:"summary"`
	Archs    []string `json:"archs"`
	Machines []string `json:"machines"` // the first is the default

	// Launch runs an image and returns the status to exit with.
	Launch func(ctx context.Context, o *Options) (int, error) `json:"-"`
	// XL writes a configuration for Xen's xl to o.Stdout; nil where images
	// are no Xen guests.
	XL func(o *Options) error `json:"-"`
}

// ErrTimeout tells that the image was still running when its time was over.
var ErrTimeout = errors.New("still running")

var known []*Platform

// Add makes a platform known. To be called from init functions only.
func Add(p *Platform) { known = append(known, p) }

// All returns the platforms whose packages the program imports, by name.
func All() []*Platform {
	all := slices.Clone(known)
	slices.SortFunc(all, func(a, b *Platform) int { return strings.Compare(a.Name, b.Name) })
	return all
}

// Find returns the platform called name.
func Find(name string) (*Platform, error) {
	var names []string
	for _, p := range All() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return nil, toolchain.Hint(fmt.Errorf("%q: no such platform", name), "known platforms: %s", strings.Join(names, ", "))
}

// Options say what to launch, and with which devices.
type Options struct {
	Image *Image
	Args  []string // the application's arguments

	Machine string // one of Platform.Machines; "" is the default
	Accel   string // "kvm", "tcg" or "" for the best that works
	Memory  int64  // bytes
	// MaxMemory is what it may grow to, in bytes; 0 for no more than Memory.
	MaxMemory int64
	Forward   []Forward // ports of the build machine that lead to the image
	Net       string    // what ParseNet reads, or "" to decide by the rest
	Rootfs    string    // folder, or file that holds a cpio archive
	Disks     []Disk
	HVC       []string // further consoles: files for output, or unix:PATH
	Append    []string // words of the boot command line
	GDB       int      // port for a debugger; the image waits for it
	Timeout   time.Duration

	Emulate  bool     // run the hypervisor in an emulated machine
	Store    string   // where that is kept: see sysroot.DefaultStore
	Offline  bool     // do not fetch it
	Emulator string   // program to run; "" is searched in PATH
	Extra    []string // further arguments for it

	DryRun  io.Writer // when not nil: write the command there instead of running it
	Verbose bool
	Stdin   *os.File
	Stdout  *os.File
	Stderr  io.Writer
}

// Disk is a file that the image sees as a block device.
type Disk struct {
	Path     string
	ReadOnly bool
}

// ParseDisk reads PATH[:ro].
func ParseDisk(s string) (Disk, error) {
	path, ro := strings.CutSuffix(s, ":ro")
	d := Disk{Path: path, ReadOnly: ro}
	flag := os.O_RDWR
	if ro {
		flag = os.O_RDONLY
	}
	fi, err := os.Stat(path)
	if err != nil {
		return d, fmt.Errorf("disk %w", toolchain.PathCause(err))
	}
	switch {
	case fi.IsDir():
		return d, fmt.Errorf("disk %s: is a folder", path)
	case !fi.Mode().IsRegular() && fi.Mode()&(fs.ModeDevice|fs.ModeCharDevice) != fs.ModeDevice:
		return d, fmt.Errorf("disk %s: is neither a regular file nor a block device", path)
	case fi.Mode().IsRegular() && fi.Size() == 0:
		return d, toolchain.Hint(fmt.Errorf("disk %s: is empty", path), "give it a size: truncate -s 64M %s", ShellQuote([]string{path}))
	}
	f, err := os.OpenFile(path, flag, 0)
	if err != nil {
		err = fmt.Errorf("disk %w", toolchain.PathCause(err))
		if !ro {
			err = toolchain.Hint(err, "%s:ro attaches it read-only", path)
		}
		return d, err
	}
	return d, f.Close()
}

// Drive is the value of QEMU's -drive for a disk, whose device names it disk and the number.
func (d Disk) Drive(number int) string {
	path := d.Path
	if !filepath.IsAbs(path) { // its beginning could be taken for a protocol
		path = "./" + path
	}
	drive := fmt.Sprintf("if=none,id=disk%d,format=raw,file=%s", number, EscapeQEMU(path))
	if d.ReadOnly {
		drive += ",readonly=on"
	}
	return drive
}

// CheckDisks refuses a disk that is there twice, unless it is only read: each of the
// two would be changed behind the back of the other.
func CheckDisks(disks []Disk) error {
	for i, a := range disks {
		fa, err := os.Stat(a.Path)
		if err != nil {
			return fmt.Errorf("disk %w", toolchain.PathCause(err))
		}
		for _, b := range disks[:i] {
			fb, err := os.Stat(b.Path)
			if err == nil && os.SameFile(fa, fb) && !(a.ReadOnly && b.ReadOnly) {
				return toolchain.Hint(fmt.Errorf("disk %s: given twice", a.Path), "%s:ro, twice; or a copy of it", a.Path)
			}
		}
	}
	return nil
}
