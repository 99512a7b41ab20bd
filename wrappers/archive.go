// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A "shared library" is an archive whose first member says what it depends
// on. ar's format: a magic line, then members, each with a header of 60 bytes
// and padded to an even length; "/" is the index of symbols, "//" a table of
// long names, "/OFFSET" refers to it.
const (
	arMagic    = "!<arch>\n"
	thinMagic  = "!<thin>\n"
	arHeader   = 60
	depsMember = "__.uc.deps"
)

// member is a file in an archive.
type member struct {
	name string
	data []byte
	file string // of a thin archive's
}

// arName is the name in a member's header.
func arName(h []byte) string { return strings.TrimRight(string(h[:16]), " ") }

// arSize is the size in a member's header, -1 when it is damaged.
func arSize(h []byte) int64 {
	n, err := strconv.ParseInt(strings.TrimRight(string(h[48:58]), " "), 10, 64)
	if err != nil || n < 0 || h[58] != '`' || h[59] != '\n' {
		return -1
	}
	return n
}

// sharedDeps reads the dependencies of an archive that stands for a shared
// library; ok is false for any other file. Only the archive's beginning is
// read.
func sharedDeps(path string) (deps []string, ok bool) {
	f, err := os.Open(path)
	if err != nil {
		return nil, false
	}
	defer f.Close()
	head := make([]byte, len(arMagic))
	if _, err := f.ReadAt(head, 0); err != nil || string(head) != arMagic {
		return nil, false
	}
	at := int64(len(arMagic))
	h := make([]byte, arHeader)
	for range 4 { // index, long names, then ours
		if _, err := f.ReadAt(h, at); err != nil {
			return nil, false
		}
		n := arSize(h)
		if n < 0 {
			return nil, false
		}
		switch arName(h) {
		case depsMember + "/":
			if n > 16<<20 {
				return nil, false
			}
			data := make([]byte, n)
			if _, err := f.ReadAt(data, at+arHeader); err != nil {
				return nil, false
			}
			return readDeps(data), true
		case "/", "//", "/SYM64/":
		default:
			return nil, false
		}
		at += arHeader + n + n&1
	}
	return nil, false
}

// isThin tells whether a file is an archive that only names its members.
func isThin(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(thinMagic))
	n, _ := f.Read(head)
	return string(head[:n]) == thinMagic
}

// readMembers reads all members of an archive, thin or not.
func readMembers(path string) ([]member, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	damaged := errorf(path, ": damaged archive")
	thin := bytes.HasPrefix(data, []byte(thinMagic))
	if !thin && !bytes.HasPrefix(data, []byte(arMagic)) {
		return nil, damaged
	}
	var list []member
	var long []byte
	for data = data[len(arMagic):]; len(data) > 0; {
		if len(data) < arHeader {
			return nil, damaged
		}
		name, n := arName(data), arSize(data)
		data = data[arHeader:]
		special := name == "/" || name == "//" || name == "/SYM64/"
		inside := !thin || special
		if n < 0 || inside && n > int64(len(data)) {
			return nil, damaged
		}
		if !special && len(name) > 1 && name[0] == '/' {
			at, err := strconv.Atoi(name[1:])
			if err != nil || at < 0 || at >= len(long) {
				return nil, damaged
			}
			text, _, _ := bytes.Cut(long[at:], []byte("\n"))
			name = string(text)
		}
		if name != "/" && name != "//" {
			name = strings.TrimSuffix(name, "/")
		}
		m := member{name: name}
		if inside {
			m.data = data[:n]
			data = data[min(n+n&1, int64(len(data))):]
		} else {
			file := name
			if !filepath.IsAbs(file) {
				file = filepath.Join(filepath.Dir(path), file)
			}
			if m.data, err = os.ReadFile(file); err != nil {
				return nil, errorf(path, ": ", err.Error())
			}
			m.name, m.file = filepath.Base(name), filepath.Clean(file)
		}
		switch {
		case name == "//":
			long = m.data
		case special:
		default:
			list = append(list, m)
		}
	}
	return list, nil
}

// writeArchive is an archive of the members, without times and owners. Its
// index of symbols is made by ranlib.
func writeArchive(members []member) []byte {
	var out, long bytes.Buffer
	names := make([]string, len(members))
	for i, m := range members {
		if names[i] = m.name + "/"; len(names[i]) > 16 {
			names[i] = "/" + strconv.Itoa(long.Len())
			long.WriteString(m.name + "/\n")
		}
	}
	put := func(name string, date, mode string, data []byte) {
		pad := func(s string, n int) { out.WriteString(s + strings.Repeat(" ", max(n-len(s), 0))) }
		pad(name, 16)
		pad(date, 12)
		pad(date, 6)
		pad(date, 6)
		pad(mode, 8)
		pad(strconv.Itoa(len(data)), 10)
		out.WriteString("`\n")
		out.Write(data)
		if len(data)&1 != 0 {
			out.WriteByte('\n')
		}
	}
	out.WriteString(arMagic)
	if long.Len() > 0 {
		put("//", "", "", long.Bytes())
	}
	for i, m := range members {
		put(names[i], "0", "644", m.data)
	}
	return out.Bytes()
}

// depsObject is an object file that holds lines of text in a section which is
// not loaded,. An object,
// since every member of an archive has to be one to --whole-archive.
func depsObject(lines []string) []byte {
	le := binary.LittleEndian
	text := []byte(strings.Join(lines, "\n") + "\n")
	const names = "\x00.uc.deps\x00.symtab\x00.strtab\x00"
	const ehdr, shdr = 64, 64
	strtab := []byte("\x00")
	symtab := make([]byte, 24)
	b := make([]byte, ehdr)
	copy(b, "\x7fELF\x02\x01\x01")
	le.PutUint16(b[16:], 1)  // ET_REL
	le.PutUint16(b[18:], 62) // EM_X86_64
	le.PutUint32(b[20:], 1)
	le.PutUint16(b[52:], ehdr)
	le.PutUint16(b[58:], shdr)
	le.PutUint16(b[60:], 5)
	le.PutUint16(b[62:], 4)
	type sec struct {
		name, kind uint32
		link, info uint32
		entry      uint64
		data       []byte
	}
	table := make([]byte, shdr)
	for _, s := range []sec{
		{name: 1, kind: 1, data: text},
		{name: 10, kind: 2, link: 3, info: 1, entry: 24, data: symtab},
		{name: 18, kind: 3, data: strtab},
		{name: 18, kind: 3, data: []byte(names)},
	} {
		for len(b)%8 != 0 {
			b = append(b, 0)
		}
		h := make([]byte, shdr)
		le.PutUint32(h, s.name)
		le.PutUint32(h[4:], s.kind)
		le.PutUint64(h[24:], uint64(len(b)))
		le.PutUint64(h[32:], uint64(len(s.data)))
		le.PutUint32(h[40:], s.link)
		le.PutUint32(h[44:], s.info)
		le.PutUint64(h[48:], 8)
		le.PutUint64(h[56:], s.entry)
		table = append(table, h...)
		b = append(b, s.data...)
	}
	for len(b)%8 != 0 {
		b = append(b, 0)
	}
	le.PutUint64(b[40:], uint64(len(b)))
	return append(b, table...)
}

// readDeps is the inverse of depsObject; strip may have rewritten the object.
func readDeps(object []byte) []string {
	const mark = "uc.deps 1\n"
	i := bytes.Index(object, []byte(mark))
	if i < 0 {
		return nil
	}
	text, _, ok := bytes.Cut(object[i+len(mark):], []byte("\n\n"))
	if !ok || len(text) == 0 {
		return nil
	}
	return strings.Split(string(text), "\n")
}

// depsLines are the lines that depsObject gets: a mark, the dependencies, and
// an empty line.
func depsLines(deps []string) []string {
	return append(append([]string{"uc.deps 1"}, deps...), "")
}

// isDynamic tells whether a file is an ELF shared object.
func isDynamic(path string) bool {
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	h := make([]byte, 18)
	_, err = f.ReadAt(h, 0)
	return err == nil && string(h[:4]) == "\x7fELF" && h[16] == 3 // ET_DYN
}
