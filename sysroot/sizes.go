// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"debug/elf"
	"encoding/binary"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// BuiltSizes are how many bytes of memory each library has that the store
// holds, as it was built last: all of it, of which an image takes what it
// needs. A library that was never built is not there.
func BuiltSizes(store string) (map[string]int64, error) {
	s, err := openStore(store)
	if err != nil {
		return nil, err
	}
	entries, err := os.ReadDir(s.path("lib"))
	if err != nil {
		if os.IsNotExist(err) {
			err = nil
		}
		return nil, err
	}
	type built struct {
		dir string
		at  time.Time
	}
	newest := map[string]built{}
	for _, e := range entries {
		name, hash := e.Name(), ""
		if at := strings.LastIndexByte(name, '-'); at > 0 {
			name, hash = name[:at], name[at+1:]
		}
		info, err := e.Info()
		if len(hash) != 40 || err != nil || !info.ModTime().After(newest[name].at) {
			continue
		}
		newest[name] = built{s.path("lib", e.Name()), info.ModTime()}
	}
	sizes := map[string]int64{}
	for name, b := range newest {
		total, err := loadedSize(b.dir)
		if err != nil {
			continue // somebody removes it
		}
		sizes[name] = total
	}
	return sizes, nil
}

// loadedSize is what all archives in a folder would take in memory.
func loadedSize(dir string) (total int64, err error) {
	err = filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || filepath.Ext(p) != ".a" {
			return err
		}
		text, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		return eachMember(text, func(_, data []byte) error {
			total += allocated(data)
			return nil
		})
	})
	return total, err
}

// allocated is the size of an object's sections that are loaded; 0 of what is
// no ELF file of 64 bits. debug/elf would read all names and take ten times as
// long for a C library.
func allocated(object []byte) (total int64) {
	le := binary.LittleEndian
	if len(object) < 64 || string(object[:6]) != "\x7fELF\x02\x01" {
		return 0
	}
	start, n := le.Uint64(object[40:]), uint64(le.Uint16(object[60:]))
	const header = 64
	if le.Uint16(object[58:]) != header || start > uint64(len(object)) || n > (uint64(len(object))-start)/header {
		return 0
	}
	for ; n > 0; n, start = n-1, start+header {
		if elf.SectionFlag(le.Uint64(object[start+8:]))&elf.SHF_ALLOC != 0 {
			total += int64(le.Uint64(object[start+32:]))
		}
	}
	return total
}
