// SPDX-License-Identifier: BSD-3-Clause

package platforms

import (
	"encoding/binary"
	"io"
)

// Multiboot Specification 0.6.96, section 3.1: the header lies in the file's first
// 8192 bytes, at a multiple of four; with this flag, addresses follow.
const (
	multibootSearch    = 8192
	multibootMagic     = 0x1badb002
	multibootAddresses = 1 << 16
)

// multibootEntry is the entry that a file's Multiboot header names.
func multibootEntry(f io.ReaderAt) (address uint64, ok bool) {
	head := make([]byte, multibootSearch)
	n, _ := f.ReadAt(head, 0)
	word := binary.LittleEndian.Uint32
	for head = head[:n]; len(head) >= 32; head = head[4:] {
		flags := word(head[4:])
		if word(head) == multibootMagic && multibootMagic+flags+word(head[8:]) == 0 && flags&multibootAddresses != 0 {
			return uint64(word(head[28:])), true
		}
	}
	return 0, false
}
