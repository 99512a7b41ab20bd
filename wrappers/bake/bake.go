// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"crypto/sha1"
	"errors"
	"io"
	"os"
	"slices"

	"unicore/wrappers/part"
)

const (
	tableSection = ".uc.syms"
	noteSection  = ".note.unicore"
)

// BuildIDSize is the length of an image's build identity.
const BuildIDSize = sha1.Size

// maxAlign bounds the alignment of parts that are not loaded.
const maxAlign = 1 << 21

// Contents are what an image is given.
type Contents struct {
	Note []byte // the text of its note
	Part []byte // the program's own part
	Map  []byte // which memory is whose
}

// Image finishes the image in the file. A file without the linker script's
// places for what it is given is left as it is: the user brought a script of
// their own.
func Image(path string, c Contents) error {
	h, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	defer h.Close()
	data, err := io.ReadAll(h)
	if err != nil {
		return err
	}
	out, keep, err := bake(data, c)
	if err != nil || out == nil {
		return err
	}
	// Headers first changed in memory, then everything behind the last byte
	// that stays, so that a large image is not written twice.
	if _, err := h.WriteAt(out[keep:], int64(keep)); err != nil {
		return err
	}
	if _, err := h.WriteAt(out[:min(keep, 4096)], 0); err != nil {
		return err
	}
	if err := h.Truncate(int64(len(out))); err != nil {
		return err
	}
	return h.Close()
}

// bake returns the finished image, and how many bytes at its start are as
// before except for the headers in the first page.
func bake(data []byte, c Contents) (out []byte, keep int, err error) {
	f, err := parse(data)
	if err != nil {
		return nil, 0, err
	}
	place, ok := f.section(tableSection)
	if !ok {
		return nil, 0, nil
	}
	list, err := f.functions()
	if err != nil {
		return nil, 0, err
	}
	table, err := symbolTable(list)
	if err != nil {
		return nil, 0, err
	}
	start := place.offset()
	var rest []section
	total := uint64(0)
	for _, s := range f.sections {
		switch {
		case s.kind() == 0 || s.kind() == shtNobits || s.name == tableSection:
		case s.flags()&shfAlloc != 0:
			if s.offset()+s.size() > start {
				return nil, 0, errors.New("the symbol table is not the last part that is loaded")
			}
		default:
			if s.offset() < start {
				return nil, 0, errors.New("parts that are not loaded are between loaded ones")
			}
			total += s.size()
			rest = append(rest, s)
		}
		if s.align() > maxAlign || total > uint64(len(data)) {
			return nil, 0, errDamaged
		}
	}
	found := false
	err = f.programHeaders(func(h []byte) {
		if le.Uint32(h) == ptLoad && le.Uint64(h[16:]) == place.addr() && le.Uint64(h[8:]) == start {
			le.PutUint64(h[32:], uint64(len(table)))
			le.PutUint64(h[40:], uint64(len(table)))
			found = true
		}
	})
	if err != nil {
		return nil, 0, err
	}
	if !found {
		return nil, 0, errors.New("the symbol table has no segment of its own")
	}
	out = append(make([]byte, 0, len(data)+len(table)+len(c.Note)+len(c.Part)+len(c.Map)+64), data[:start]...)
	out = append(out, table...)
	place.setSize(uint64(len(table)))
	slices.SortStableFunc(rest, func(a, b section) int {
		switch {
		case a.offset() < b.offset():
			return -1
		case a.offset() > b.offset():
			return 1
		}
		return 0
	})
	for _, s := range rest {
		contents := f.contents(s)
		switch s.name {
		case part.Section:
			contents = c.Part
		case part.MapSection:
			contents = c.Map
		case noteSection:
			contents = encodeNote(c.Note)
			s.setKind(shtNote)
			s.setAlign(4)
		}
		out = align(out, s.align())
		s.setOffset(uint64(len(out)))
		s.setSize(uint64(len(contents)))
		out = append(out, contents...)
	}
	out = align(out, 8)
	le.PutUint64(out[40:], uint64(len(out)))
	for _, s := range f.sections {
		out = append(out, s.header...)
	}
	f.data = out
	f.buildID(out[ehdrSize : start+uint64(len(table))])
	return out, int(start), nil
}

// buildID fills the build identity, where the linker left zeros, with a hash
// of what is loaded. The linker's own would cover debugging information too, so
// that two images that differ in nothing but the folder they were built in
// would differ even when stripped. The file's header is left out, since it
// tells where sections are.
func (f *file) buildID(loaded []byte) {
	s, ok := f.section(".note.gnu.build-id")
	if !ok || s.flags()&shfAlloc == 0 {
		return
	}
	note := f.contents(s)
	if len(note) != 16+BuildIDSize || le.Uint32(note[4:]) != BuildIDSize {
		return
	}
	id := note[16:]
	for _, c := range id {
		if c != 0 {
			return // the user's choice
		}
	}
	sum := sha1.Sum(loaded)
	copy(id, sum[:])
}

func align(b []byte, n uint64) []byte {
	for n > 1 && uint64(len(b))%n != 0 {
		b = append(b, 0)
	}
	return b
}

// encodeNote is an ELF note, owner "unicore", type 1.
func encodeNote(desc []byte) []byte {
	const owner = "unicore\x00"
	b := make([]byte, 12, 12+len(owner)+len(desc)+3)
	le.PutUint32(b, uint32(len(owner)))
	le.PutUint32(b[4:], uint32(len(desc)))
	le.PutUint32(b[8:], 1)
	b = append(b, owner...)
	return align(append(b, desc...), 4)
}
