// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"context"
	"debug/elf"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unicore/platforms"
)

// What a bed boots, in a folder of the store.
const (
	hypervisorFile  = "xen"
	kernelFile      = "vmlinux"
	dom0File        = "dom0.cpio"
	deviceModelFile = "device-model.cpio" // what HVM guests need besides
)

// programs are what dom0 runs, below Xen's own folder.
var programs = []string{"xl", "xenstored", "xen-init-dom0", "xenconsoled", "xenconsole", "xenctx", "libxl-save-helper"}

// deviceModel is where libxl looks for it.
const deviceModel = "usr/libexec/xen-qemu-system-i386"

// firmware is what the device model reads.
var firmware = []string{
	"usr/share/seabios/bios-256k.bin", "usr/share/seabios/vgabios-stdvga.bin", "usr/share/seabios/vgabios-cirrus.bin",
	"usr/share/qemu/kvmvapic.bin", "usr/share/qemu/linuxboot.bin", "usr/share/qemu/linuxboot_dma.bin",
	"usr/share/qemu/pvh.bin",
	"usr/share/qemu/keymaps/en-us",
}

// modules are those of dom0's kernel.
var modules = []string{
	"xen-evtchn", "xen-gntdev", "xen-gntalloc", "xen-privcmd", "xenfs", "xen-netback", "xen-blkback",
	"loop", "bridge", "tun", "virtio_pci", "virtio_net", "virtio_blk",
}

// stage is the folder of unpacked packages that files are taken from.
type stage struct {
	dir string
	xen string // Xen's own folder below it: usr/lib/xen-VERSION
	// taken are the shared libraries that dom0 has: the second archive is
	// unpacked over the first one.
	taken map[string]bool
}

// assemble makes of unpacked packages what a bed boots.
func assemble(ctx context.Context, unpacked, dest string) error {
	s := &stage{dir: unpacked, taken: map[string]bool{}}
	var err error
	if s.xen, err = s.only("usr/lib/xen-[0-9]*"); err != nil {
		return err
	}
	hypervisor, err := s.only("boot/xen-*-amd64.gz")
	if err != nil {
		return err
	}
	kernel, err := s.only("boot/vmlinuz-*")
	if err != nil {
		return err
	}
	// QEMU's multiboot loader wants both unpacked.
	if err := gunzip(filepath.Join(unpacked, hypervisor), filepath.Join(dest, hypervisorFile)); err != nil {
		return err
	}
	if err := unpackKernel(ctx, filepath.Join(unpacked, kernel), filepath.Join(dest, kernelFile)); err != nil {
		return fmt.Errorf("%s: %w", kernel, err)
	}
	root := filepath.Join(dest, "root")
	if err := s.dom0(root, strings.TrimPrefix(kernel, "boot/vmlinuz-")); err != nil {
		return err
	}
	if err := pack(root, filepath.Join(dest, dom0File)); err != nil {
		return err
	}
	if err := s.deviceModel(root); err != nil {
		return err
	}
	return pack(root, filepath.Join(dest, deviceModelFile))
}

// only is the one file of the stage that matches a pattern.
func (s *stage) only(pattern string) (string, error) {
	found, err := filepath.Glob(filepath.Join(s.dir, pattern))
	if err != nil || len(found) != 1 {
		return "", fmt.Errorf("the packages have %d files %s, not one", len(found), pattern)
	}
	return filepath.Rel(s.dir, found[0])
}

// dom0 fills the root file system, without the scripts.
func (s *stage) dom0(root, release string) error {
	for _, d := range []string{"bin", "proc", "sys", "dev", "tmp", "run", "guest", "var/log/xen/console", "var/lib/xen",
		"var/lib/xenstored", "etc/xen", "usr/lib", "lib/x86_64-linux-gnu"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			return err
		}
	}
	for name, to := range map[string]string{
		"var/run": "/run", "var/lock": "/run/lock", "lib64": "lib/x86_64-linux-gnu",
		"usr/lib/xen": strings.TrimPrefix(s.xen, "usr/lib/"),
	} {
		if err := os.Symlink(to, filepath.Join(root, name)); err != nil {
			return err
		}
	}
	if err := s.copy(root, "bin/busybox", "bin/busybox"); err != nil {
		return err
	}
	for _, p := range programs {
		if err := s.program(root, s.xen+"/bin/"+p, s.xen+"/bin/"+p); err != nil {
			return err
		}
	}
	if err := s.copy(root, s.xen+"/boot/hvmloader", s.xen+"/boot/hvmloader"); err != nil {
		return err
	}
	// One program under several names.
	if err := s.program(root, "usr/bin/xenstore", "bin/xenstore"); err != nil {
		return err
	}
	for _, f := range []string{"read", "write", "ls", "rm", "list", "exists", "chmod", "watch"} {
		if err := os.Symlink("xenstore", filepath.Join(root, "bin/xenstore-"+f)); err != nil {
			return err
		}
	}
	// Loaded when a thread is cancelled, so no program names it.
	if err := s.library(root, "libgcc_s.so.1"); err != nil {
		return err
	}
	return s.modules(root, release)
}

// deviceModel fills root with what HVM guests need besides.
func (s *stage) deviceModel(root string) error {
	if err := s.program(root, deviceModel, deviceModel); err != nil {
		return err
	}
	for _, f := range firmware {
		if err := s.copy(root, f, f); err != nil {
			return err
		}
	}
	// QEMU 7.2 gives a multiboot kernel, what our images are to it, the loader
	// that wants DMA from a device that has none under Xen, and hangs.
	const plain, dma = "usr/share/qemu/multiboot.bin", "usr/share/qemu/multiboot_dma.bin"
	return errors.Join(s.copy(root, plain, plain), s.copy(root, plain, dma))
}

// copy takes a file of the stage, through links.
func (s *stage) copy(root, from, to string) error {
	text, err := os.ReadFile(filepath.Join(s.dir, from))
	if err != nil {
		// With a merged /usr the file is below it in newer packages.
		var again error
		if text, again = os.ReadFile(filepath.Join(s.dir, "usr", from)); again != nil {
			return err
		}
	}
	file := filepath.Join(root, to)
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o755)
}

// program takes a program and all shared libraries that it needs.
func (s *stage) program(root, from, to string) error {
	if err := s.copy(root, from, to); err != nil {
		return err
	}
	if err := s.library(root, "ld-linux-x86-64.so.2"); err != nil {
		return err
	}
	return s.libraries(root, filepath.Join(root, to))
}

func (s *stage) libraries(root, program string) error {
	f, err := elf.Open(program)
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	defer f.Close()
	needs, err := f.ImportedLibraries()
	if err != nil {
		return fmt.Errorf("%s: %w", filepath.Base(program), err)
	}
	for _, name := range needs {
		if err := s.library(root, name); err != nil {
			return err
		}
	}
	return nil
}

// library takes a shared library, unless dom0 has it, and what that needs.
func (s *stage) library(root, name string) error {
	if s.taken[name] {
		return nil
	}
	s.taken[name] = true
	file := "lib/x86_64-linux-gnu/" + name
	dirs := []string{"lib/x86_64-linux-gnu", "usr/lib/x86_64-linux-gnu", s.xen + "/lib/x86_64-linux-gnu"}
	extra, err := filepath.Glob(filepath.Join(s.dir, "usr/lib/x86_64-linux-gnu/*"))
	if err != nil {
		return err
	}
	for _, d := range extra {
		if rel, err := filepath.Rel(s.dir, d); err == nil {
			dirs = append(dirs, rel)
		}
	}
	at := slices.IndexFunc(dirs, func(d string) bool {
		_, err := os.Stat(filepath.Join(s.dir, d, name))
		return err == nil
	})
	if at < 0 {
		return fmt.Errorf("library %s: %w in the packages", name, fs.ErrNotExist)
	}
	if err := s.copy(root, filepath.Join(dirs[at], name), file); err != nil {
		return err
	}
	return s.libraries(root, filepath.Join(root, file))
}

// pack makes an archive of a folder and removes that.
func pack(root, file string) error {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	return errors.Join(platforms.PackFolder(f, root), f.Close(), os.RemoveAll(root))
}
