// SPDX-License-Identifier: BSD-3-Clause

package xen

import (
	"fmt"

	"unicore/platforms"
	"unicore/toolchain"
)

const (
	mib      = 1 << 20
	pageSize = 4 << 10
)

func upTo(n, unit int64) int64 { return (n + unit - 1) / unit * unit }

// builder is what makes PV guests: tools/libs/guest/xg_dom_core.c, xc_dom_build_image,
// and xg_dom_x86.c, alloc_pgtables_pv. It puts the list of the guest's frames, three
// pages, the page tables and a stack behind the image and its module, wants half a MiB
// more, and maps all that in whole 4 MiB, which the guest must have.
var builder = platforms.Around{What: "what Xen builds beside it", Beside: func(loaded, memory int64) int64 {
	const list, pages, padding, unit = 8, 3 + 1, 512 << 10, 4 << 20
	built := loaded + upTo(memory/pageSize*list, pageSize) + pages*pageSize + padding
	for mapped := upTo(built, unit); ; mapped += unit {
		tables := upTo(mapped, 2<<20)>>21 + upTo(mapped, 1<<30)>>30 + 1 + 1
		if built+tables*pageSize <= mapped {
			return mapped - loaded
		}
	}
}}

// setMemory counts in what the root file system takes. xl knows whole MiB.
func (c *config) setMemory(o *platforms.Options, rootfs int64) error {
	whole := *o
	whole.Memory = upTo(o.Memory, mib)
	var around platforms.Around
	if c.kind == kindPV {
		around = builder
	}
	n, err := whole.MemoryFor(rootfs, around)
	if err != nil {
		return err
	}
	c.memory, c.rootfs = n/mib, rootfs
	if o.MaxMemory == 0 {
		return nil
	}
	if o.MaxMemory < n {
		return toolchain.Hint(fmt.Errorf("--maxmem: %d KiB are less than the %d KiB that it starts with", o.MaxMemory>>10, n>>10),
			"-m is what it starts with")
	}
	c.maxmem = upTo(o.MaxMemory, mib) / mib
	return nil
}
