// SPDX-License-Identifier: BSD-3-Clause

package xenbed

import (
	"fmt"
	"os"
	"strings"

	"unicore/toolchain"
)

const (
	mib           = 1 << 20
	defaultGuests = 512 * mib
	defaultFiles  = 256 * mib
	dom0Own       = 512 * mib // of dom0, without what is Put there
	xenOwn        = 192 * mib
	// Xen has a record of 32 bytes for each page, and a guest's own tables take up to
	// 2 %: tools/libs/light/libxl_utils.c, libxl_get_required_shadow_memory.
	perGuest = 32
	// maxMemory is more than any machine has; sums of what is less are numbers.
	maxMemory = 1 << 53
)

func upTo(n, unit int64) int64 { return (n + unit - 1) / unit * unit }

// memory is how many bytes the machine has, and its dom0 of those: whole MiB.
func (o *Options) memory() (machine, dom0 int64) {
	guests, files := min(o.Guests, maxMemory), min(o.Files, maxMemory)
	if guests == 0 {
		guests = defaultGuests
	}
	if files == 0 {
		files = defaultFiles
	}
	dom0 = dom0Own + upTo(files, mib)
	return upTo(dom0+xenOwn+guests+(dom0+guests)/perGuest, mib), dom0
}

// checkMemory refuses what this machine has no memory for: Xen writes to all of it.
func (o *Options) checkMemory() error {
	text, err := os.ReadFile("/proc/meminfo")
	if err != nil {
		return err
	}
	machine, dom0 := o.memory()
	have := free(string(text))
	if machine <= have {
		return nil
	}
	return toolchain.Hint(fmt.Errorf("the emulated Xen machine would take %d MiB of memory, of which dom0 and the files in it take %d; %d MiB are free here",
		machine/mib, dom0/mib, have/mib), "give the guest less, by -m; a smaller root file system, and the rest of it on a --disk, which takes none")
}

// free is how many bytes of memory a program may still take: /proc/meminfo, see
// proc_meminfo(5).
func free(meminfo string) (bytes int64) {
	for line := range strings.Lines(meminfo) {
		var name string
		var kib int64
		if n, _ := fmt.Sscan(line, &name, &kib); n == 2 && kib > 0 && (name == "MemAvailable:" || name == "SwapFree:") {
			bytes += min(kib, maxMemory/1024) << 10
		}
	}
	return bytes
}
