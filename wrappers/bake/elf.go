// SPDX-License-Identifier: BSD-3-Clause

// Package bake finishes an image after the linker: it gives it a table of its
// functions, for backtraces, and a note that tells what is in it.
//
// It reads ELF itself (System V ABI, chapters 4 and 5; 64-bit, little-endian):
// the wrapper binary that it is part of starts for every file compiled, and
// debug/elf would bring fmt, zlib and dwarf along.
package bake

import (
	"bytes"
	"encoding/binary"
	"errors"
)

const (
	ehdrSize = 64
	phdrSize = 56
	shdrSize = 64
	symSize  = 24

	ptLoad = 1

	shtSymtab = 2
	shtStrtab = 3
	shtNote   = 7
	shtNobits = 8

	shfAlloc = 2
	shfExec  = 4

	sttNotype = 0
	sttFunc   = 2
	sttIfunc  = 10

	shnLoreserve = 0xff00
)

var le = binary.LittleEndian

// ErrNotELF says that a file is not a 64-bit little-endian ELF file.
var ErrNotELF = errors.New("not a 64-bit ELF file")

var errDamaged = errors.New("damaged ELF file")

// section is one of a file, with its header.
type section struct {
	header []byte // within the file's bytes
	name   string
}

func (s section) kind() uint32   { return le.Uint32(s.header[4:]) }
func (s section) flags() uint64  { return le.Uint64(s.header[8:]) }
func (s section) addr() uint64   { return le.Uint64(s.header[16:]) }
func (s section) offset() uint64 { return le.Uint64(s.header[24:]) }
func (s section) size() uint64   { return le.Uint64(s.header[32:]) }
func (s section) link() uint32   { return le.Uint32(s.header[40:]) }
func (s section) align() uint64  { return le.Uint64(s.header[48:]) }

func (s section) setKind(k uint32)   { le.PutUint32(s.header[4:], k) }
func (s section) setOffset(n uint64) { le.PutUint64(s.header[24:], n) }
func (s section) setSize(n uint64)   { le.PutUint64(s.header[32:], n) }
func (s section) setAlign(n uint64)  { le.PutUint64(s.header[48:], n) }

// file is an ELF file in memory.
type file struct {
	data     []byte
	sections []section
}

// parse checks the headers: every section's contents are inside the file.
func parse(data []byte) (*file, error) {
	if len(data) < ehdrSize || string(data[:4]) != "\x7fELF" || data[4] != 2 || data[5] != 1 {
		return nil, ErrNotELF
	}
	f := &file{data: data}
	shoff, entry, n := le.Uint64(data[40:]), uint64(le.Uint16(data[58:])), uint64(le.Uint16(data[60:]))
	if shoff == 0 {
		return f, nil
	}
	size := uint64(len(data))
	if entry != shdrSize || shoff > size || n > (size-shoff)/shdrSize {
		return nil, errDamaged
	}
	if n == 0 { // too many for the header's field: in section 0
		if size-shoff < shdrSize {
			return nil, errDamaged
		}
		if n = le.Uint64(data[shoff+32:]); n > (size-shoff)/shdrSize {
			return nil, errDamaged
		}
	}
	for i := range n {
		h := data[shoff+i*shdrSize:][:shdrSize]
		s := section{header: h}
		if s.kind() != shtNobits && s.kind() != 0 && (s.offset() > size || s.size() > size-s.offset()) {
			return nil, errDamaged
		}
		f.sections = append(f.sections, s)
	}
	strndx := uint32(le.Uint16(data[62:]))
	if strndx == 0xffff && n > 0 {
		strndx = f.sections[0].link()
	}
	if int(strndx) >= len(f.sections) {
		return f, nil
	}
	names := f.contents(f.sections[strndx])
	for i := range f.sections {
		f.sections[i].name = cstring(names, uint64(le.Uint32(f.sections[i].header)))
	}
	return f, nil
}

func cstring(b []byte, at uint64) string {
	if at >= uint64(len(b)) {
		return ""
	}
	b = b[at:]
	if i := bytes.IndexByte(b, 0); i >= 0 {
		b = b[:i]
	}
	return string(b)
}

func (f *file) contents(s section) []byte {
	if s.kind() == shtNobits || s.kind() == 0 {
		return nil
	}
	return f.data[s.offset():][:s.size()]
}

func (f *file) section(name string) (section, bool) {
	for _, s := range f.sections {
		if s.name == name {
			return s, true
		}
	}
	return section{}, false
}

// programHeaders calls each for every program header.
func (f *file) programHeaders(each func(h []byte)) error {
	off, entry, n := le.Uint64(f.data[32:]), uint64(le.Uint16(f.data[54:])), uint64(le.Uint16(f.data[56:]))
	size := uint64(len(f.data))
	if n == 0 {
		return nil
	}
	if entry != phdrSize || off > size || n > (size-off)/phdrSize {
		return errDamaged
	}
	for i := range n {
		each(f.data[off+i*phdrSize:][:phdrSize])
	}
	return nil
}
