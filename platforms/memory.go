// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"fmt"
	"math"

	"unicore/toolchain"
)

const (
	mib      = 1 << 20
	pageSize = 4 << 10
	// defaultMemory is what an image gets that is small and brings no files.
	defaultMemory = 64 * mib
	smallImage    = 16 * mib
)

// Around is who puts something into the image's memory, too, before the image
// starts. The zero value is nobody.
type Around struct {
	What string
	// Beside is how much that is in a machine that has that much memory, and what
	// is loaded takes that much of it.
	Beside func(loaded, memory int64) int64
}

func (a Around) least(loaded, memory int64) int64 {
	if a.Beside == nil {
		return loaded
	}
	return loaded + a.Beside(loaded, memory)
}

// MemoryFor returns how many bytes of memory the image gets when its root file
// system is an archive of that size: as many as the user says, else enough for
// the archive as it is and unpacked. The image and the archive must fit in:
// what a monitor or hypervisor does when they do not is seldom an error.
func (o *Options) MemoryFor(rootfs int64, around Around) (int64, error) {
	if o.Image.End > math.MaxInt64/4 || rootfs > math.MaxInt64/8 {
		return 0, fmt.Errorf("%s: no machine has the memory for it", o.Image.Path)
	}
	end := int64(o.Image.End)
	if o.Memory == 0 {
		n := defaultMemory + 2*rootfs + max(0, end-smallImage)
		return (n + mib - 1) / mib * mib, nil
	}
	loaded := (end+pageSize-1)/pageSize*pageSize + (rootfs+pageSize-1)/pageSize*pageSize
	least := around.least(loaded, o.Memory)
	if o.Memory >= least {
		return o.Memory, nil
	}
	what := "the image alone takes"
	switch {
	case rootfs > 0 && around.Beside != nil:
		what = "the image, its root file system and " + around.What + " take"
	case rootfs > 0:
		what = "the image and its root file system alone take"
	case around.Beside != nil:
		what = "the image and " + around.What + " take"
	}
	enough := least
	for n := int64(0); n < enough; { // more memory may itself take some
		n = enough
		enough = (around.least(loaded, n) + mib - 1) / mib * mib
	}
	return 0, toolchain.Hint(fmt.Errorf("%s: %d KiB of memory: %s %d KiB", o.Image.Path, o.Memory>>10, what, least>>10),
		"at least -m %d, and what the application allocates", enough/mib)
}
