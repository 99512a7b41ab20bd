// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"unicore/platforms"
)

// xenRootfs is nginx's files as a ramdisk, beside the folder that they are in.
func (b *bench) xenRootfs() (nginx, www, ramdisk string, err error) {
	dir, err := b.ownNginx()
	if err != nil {
		return "", "", "", err
	}
	if www, err = b.rootfs(dir); err != nil {
		return "", "", "", err
	}
	ramdisk = filepath.Join(b.work, "www.cpio")
	f, err := os.Create(ramdisk)
	if err != nil {
		return "", "", "", err
	}
	defer f.Close()
	return filepath.Join(dir, "objs/nginx"), www, ramdisk, platforms.PackFolder(f, www)
}

// address is one on the bed's network that no other guest had: the emulator
// remembers which card an address belongs to.
func (x *xenBed) address() string { return fmt.Sprintf("10.0.2.%d", 50+x.count%150) }

// unicore starts nginx as a guest.
func (x *xenBed) unicore(kind, image, ramdisk string, memory int) (*vm, error) {
	address := x.address()
	words := "ip=" + address + "::10.0.2.2:255.255.255.0 --"
	for _, a := range nginxArgs {
		words += ` "` + a + `"`
	}
	return x.serve(xenConfig{kind: kind, kernel: image, ramdisk: ramdisk, words: words, memory: memory, net: true}, address)
}

// linux starts nginx as a process of a Linux guest.
func (x *xenBed) linux(kind string, l *linuxGuest) (*vm, error) {
	address := x.address()
	return x.serve(xenConfig{
		kind: kind, kernel: l.kernel, ramdisk: l.initrd, words: linuxWords("hvc0", address), memory: linuxSpace, net: true,
	}, address)
}

// xenMemory searches the smallest domain, in MiB, in which hello prints, and
// nginx answers.
func (b *bench) xenMemory() error {
	hello, err := b.compile("hello.c")
	if err != nil {
		return err
	}
	nginx, _, ramdisk, err := b.xenRootfs()
	if err != nil {
		return err
	}
	bed, err := b.commonBed()
	if err != nil {
		return err
	}
	printed := func(console string) bool { return strings.Contains(console, "hello, world\n") }
	for _, k := range xenKinds {
		image, err := b.xenFor(hello, k.target)
		if err != nil {
			return err
		}
		least := search(1, 32, 1, func(mib int) bool {
			console, err := bed.run(xenConfig{kind: k.kind, kernel: image, memory: mib}, 20*time.Second, printed)
			return err == nil && printed(console)
		})
		b.report("xen-"+k.kind+"-hello-memory", float64(least), "MiB")
		if image, err = b.xenFor(nginx, k.target); err != nil {
			return err
		}
		least = search(2, 64, 1, func(mib int) bool {
			vm, err := bed.unicore(k.kind, image, ramdisk, mib)
			if err != nil {
				return false
			}
			defer vm.stop()
			return vm.serves(200)
		})
		b.report("xen-"+k.kind+"-nginx-memory", float64(least), "MiB")
	}
	return nil
}

// xenRequests compares requests/s of the same nginx, as a guest and as a process
// of a Linux guest of the same kind, on the same machine in turns.
func (b *bench) xenRequests() error {
	nginx, www, ramdisk, err := b.xenRootfs()
	if err != nil {
		return err
	}
	linux, err := b.linuxGuest("xen", nginx, www, nginxArgs, xenNet)
	if err != nil {
		return err
	}
	bed, err := b.commonBed()
	if err != nil {
		return err
	}
	for _, k := range xenKinds {
		image, err := b.xenFor(nginx, k.target)
		if err != nil {
			return err
		}
		var ratios, ours, theirs []float64
		for range 2 {
			a, err := b.rate(bed.unicore(k.kind, image, ramdisk, 64))
			if err != nil {
				return fmt.Errorf("unicore as a %s guest: %w", k.kind, err)
			}
			c, err := b.rate(bed.linux(k.kind, linux))
			if err != nil {
				return fmt.Errorf("linux as a %s guest: %w", k.kind, err)
			}
			ours, theirs, ratios = append(ours, a), append(theirs, c), append(ratios, a/c)
		}
		b.report("xen-"+k.kind+"-nginx-requests", median(ours), "requests/s")
		b.report("xen-"+k.kind+"-nginx-requests-linux", median(theirs), "requests/s")
		b.report("xen-"+k.kind+"-nginx-requests-over-linux", median(ratios), "ratio")
	}
	return nil
}
