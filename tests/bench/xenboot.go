// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"unicore/platforms/xenbed"
)

const (
	bootTries  = 2
	bootLimit  = 3 * time.Minute
	linuxSpace = 256 // MiB
)

// linuxBegins is what linux-init.c says, behind the kernel's own clock, in
// seconds since the kernel began.
var linuxBegins = regexp.MustCompile(`\[ *(\d+\.\d+)\] linux-init: begins`)

// xenBoot measures the way from a guest's entry to main, in instructions and, on
// another machine whose time is real, against that of Linux to its first process.
func (b *bench) xenBoot() error {
	hello, err := b.compile("boot.c")
	if err != nil {
		return err
	}
	linux, err := b.linuxGuest("boot", hello, "", nil, nil)
	if err != nil {
		return err
	}
	// What dom0 does meanwhile for the guest is counted, too: they share the
	// only processor.
	counting, err := b.startBed(xenbed.Options{Extra: []string{"-icount", "shift=0,sleep=off"}})
	if err != nil {
		return err
	}
	for _, k := range xenKinds {
		image, err := b.xenFor(hello, k.target)
		if err != nil {
			return err
		}
		count, ns, err := counting.hello(k.kind, image)
		if err != nil {
			return err
		}
		b.report("xen-"+k.kind+"-hello-entry-to-main", count, "instructions")
		b.report("xen-"+k.kind+"-hello-virtual-time-to-main", ns/1e6, "ms")
	}
	counting.Close()
	bed, err := b.commonBed()
	if err != nil {
		return err
	}
	for _, k := range xenKinds {
		image, err := b.xenFor(hello, k.target)
		if err != nil {
			return err
		}
		var ours, theirs []float64
		for range bootTries {
			_, ns, err := bed.hello(k.kind, image)
			if err != nil {
				return err
			}
			s, err := bed.linuxBoot(k.kind, linux)
			if err != nil {
				return err
			}
			ours, theirs = append(ours, ns/1e6), append(theirs, s*1000)
		}
		b.report("xen-"+k.kind+"-hello-boot", median(ours), "ms")
		b.report("xen-"+k.kind+"-linux-boot", median(theirs), "ms")
		b.report("xen-"+k.kind+"-boot-over-linux", median(ours)/median(theirs), "ratio")
	}
	return nil
}

// hello boots boot.c.
func (x *xenBed) hello(kind, image string) (instructions, ns float64, err error) {
	console, err := x.run(xenConfig{kind: kind, kernel: image, memory: 32}, bootLimit, bootLine.MatchString)
	if err != nil {
		return 0, 0, err
	}
	m := bootLine.FindStringSubmatch(console)
	if m == nil {
		return 0, 0, fmt.Errorf("the %s guest printed no count: %q", kind, console)
	}
	if instructions, err = strconv.ParseFloat(m[1], 64); err == nil {
		ns, err = strconv.ParseFloat(m[2], 64)
	}
	return instructions, ns, err
}

// linuxBoot boots Linux and returns how many seconds it took to its first process.
func (x *xenBed) linuxBoot(kind string, l *linuxGuest) (float64, error) {
	console, err := x.run(xenConfig{kind: kind, kernel: l.kernel, ramdisk: l.initrd, words: linuxWords("hvc0", ""), memory: linuxSpace},
		bootLimit, linuxBegins.MatchString)
	if err != nil {
		return 0, err
	}
	m := linuxBegins.FindStringSubmatch(console)
	if m == nil {
		return 0, fmt.Errorf("Linux as a %s guest did not come to its first process: %s", kind, strings.TrimSpace(console))
	}
	return strconv.ParseFloat(m[1], 64)
}
