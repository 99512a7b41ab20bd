// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// sizes reports the bytes of stripped images.
func (b *bench) sizes() error {
	hello, err := b.compile("hello.c")
	if err != nil {
		return err
	}
	_, n, err := b.stripped(hello)
	if err != nil {
		return err
	}
	b.report("hello-image", float64(n), "bytes")
	dir, err := b.ownNginx()
	if err != nil {
		return err
	}
	if _, n, err = b.stripped(dir + "/objs/nginx"); err != nil {
		return err
	}
	b.report("nginx-image", float64(n), "bytes")
	return nil
}

var bootLine = regexp.MustCompile(`instructions (\d+) nanoseconds (\d+)`)

// bootCost counts with -icount shift=0, where one instruction is one
// nanosecond of virtual time and the time stamp counter counts them.
func (b *bench) bootCost() error {
	image, err := b.compile("boot.c")
	if err != nil {
		return err
	}
	for _, machine := range []string{"microvm", "q35"} {
		out, err := b.unicore("run", "--machine", machine, "--accel", "tcg",
			"--qemu-arg=-icount", "--qemu-arg=shift=0,sleep=off", "-m", "64", image).Output()
		if err != nil {
			return fmt.Errorf("%s: %w\n%s", machine, err, out)
		}
		m := bootLine.FindSubmatch(out)
		if m == nil {
			return fmt.Errorf("%s printed no count: %q", machine, out)
		}
		count, _ := strconv.ParseFloat(string(m[1]), 64)
		ns, _ := strconv.ParseFloat(string(m[2]), 64)
		b.report("hello-entry-to-main-"+machine, count, "instructions")
		b.report("hello-virtual-time-to-main-"+machine, ns/1e6, "ms")
	}
	return nil
}

// leastMemory searches the smallest memory in which hello prints, and nginx
// answers, in steps of 256 KiB and 512 KiB.
func (b *bench) leastMemory() error {
	hello, err := b.compile("hello.c")
	if err != nil {
		return err
	}
	stripped, size, err := b.stripped(hello)
	if err != nil {
		return err
	}
	least := search(2048, 16384, 256, func(kib int) bool {
		ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
		defer cancel()
		cmd := b.unicore("run", "-m", fmt.Sprintf("%dK", kib), stripped)
		var out bytes.Buffer
		cmd.Stdout, cmd.Stderr = &out, nil
		if cmd.Start() != nil {
			return false
		}
		stop := context.AfterFunc(ctx, func() { cmd.Process.Signal(os.Interrupt) })
		defer stop()
		return cmd.Wait() == nil && strings.Contains(out.String(), "hello")
	})
	b.report("hello-memory", float64(least)/1024, "MiB")
	// The image is linked at 2 MiB: what lies below is not the image's need.
	b.report("hello-memory-beyond-image", (float64(least)*1024-2<<20-float64(size))/(1<<20), "MiB")

	dir, err := b.ownNginx()
	if err != nil {
		return err
	}
	www, err := b.rootfs(dir)
	if err != nil {
		return err
	}
	nginx, _, err := b.stripped(dir + "/objs/nginx")
	if err != nil {
		return err
	}
	least = search(3072, 32768, 512, func(kib int) bool {
		vm, err := b.startUnicore(nginx, www, fmt.Sprintf("%dK", kib))
		if err != nil {
			return false
		}
		defer vm.stop()
		return vm.serves(200)
	})
	b.report("nginx-memory", float64(least)/1024, "MiB")
	return nil
}

// search returns the smallest multiple of step in [low, high] for which works
// is true, given that it stays true above.
func search(low, high, step int, works func(int) bool) int {
	for low < high {
		mid := (low + high) / 2 / step * step
		if works(mid) {
			high = mid
		} else {
			low = mid + step
		}
	}
	return high
}
