// SPDX-License-Identifier: BSD-3-Clause

// Package part is the program's own part of an image, kept in it so that
// `unicore bake` can link it again for another platform: the words of the
// linker's command line, and the objects that they name. What belongs to the
// SDK is only named.
//
// It is in a section that is not loaded, whose name makes it debugging
// information to strip(1).
package part

import (
	"encoding/binary"
	"errors"
	"strconv"
	"strings"
)

// Section holds a part in an image.
const Section = ".debug_unicore"

// File is one that a command line names.
type File struct {
	Name string // without folder
	Data []byte
}

// Part is what it takes to link a program.
type Part struct {
	Words  []string // see Option, Root, Kept and Compiler
	Driver []string // options of the compiler that matter to link-time optimisation
	Files  []File
	// Answers is a selection: the answers of the image's libraries that differ from
	// the defaults.
	Answers string
}

// mark begins what stands in a word for something that is elsewhere later.
const mark = "\x01"

// Root stands for the SDK's folder.
const Root = mark + "R"

// Kept stands for the file with that number.
func Kept(n int) string { return mark + strconv.Itoa(n) }

// Compiler stands for a file that the compiler brings along.
func Compiler(base string) string { return mark + "C" + base }

// Plain tells whether a word can be one.
func Plain(word string) bool { return !strings.ContainsAny(word, mark+"\x00\n") }

// FileName is the name that a file gets in the folder of all: each in a folder
// of its own, since two may have the same name.
func (p *Part) FileName(n int) string { return strconv.Itoa(n) + "/" + p.Files[n].Name }

// Command is the linker's command line, for an SDK and a folder that has the
// files; compiler finds the compiler's. A part may come from anywhere: what
// could make the linker run a program or write a file is refused.
func (p *Part) Command(root, dir string, compiler func(base string) (string, error)) ([]string, error) {
	words := make([]string, 0, len(p.Words))
	for _, w := range p.Words {
		what, marked := strings.CutPrefix(w, mark)
		base, isCompiler := strings.CutPrefix(what, "C")
		n, err := strconv.Atoi(what)
		switch {
		case !marked:
			if !isOption(w) {
				return nil, errDamaged
			}
			w = strings.Replace(w, Root, root, 1) // in -L
		case err == nil && n >= 0 && n < len(p.Files):
			w = dir + "/" + p.FileName(n)
		case strings.HasPrefix(w, Root+"/") && !strings.Contains(w, "/.."):
			w = root + strings.TrimPrefix(w, Root)
		case isCompiler && base != "" && !strings.Contains(base, "/"):
			if w, err = compiler(base); err != nil {
				return nil, err
			}
		default:
			return nil, errDamaged
		}
		words = append(words, w)
	}
	return words, nil
}

// DriverOption tells whether an option of a compiler's driver is one for
// Part.Driver.
func DriverOption(o string) bool {
	for _, p := range [...]string{"-O", "-flto", "-fno-lto", "-march=", "-mtune=", "-m", "-g"} {
		if rest, ok := strings.CutPrefix(o, p); ok {
			return !strings.ContainsAny(rest, "/ \t\n")
		}
	}
	return false
}

// ErrNone says that an image has no part: strip took it.
var ErrNone = errors.New("the program's own part is not in it")

var (
	errDamaged = errors.New("the program's own part is damaged")
	errVersion = errors.New("the program's own part is of another version of unicore: build the image again")
)

// The form: a magic, then three lists, each a count and that many items; an
// item is a length and that many bytes. A file is two items. The answers are the
// last item.
const (
	kind  = "unicore part "
	magic = kind + "2\n"
)

var le = binary.LittleEndian

// Encode is the section's contents.
func (p *Part) Encode() []byte {
	size := len(magic) + len(p.Answers) + 64
	for _, f := range p.Files {
		size += len(f.Data) + len(f.Name) + 16
	}
	b := append(make([]byte, 0, size), magic...)
	number := func(n int) { b = le.AppendUint64(b, uint64(n)) }
	for _, list := range [][]string{p.Words, p.Driver} {
		number(len(list))
		for _, s := range list {
			number(len(s))
			b = append(b, s...)
		}
	}
	number(len(p.Files))
	for _, f := range p.Files {
		number(len(f.Name))
		b = append(b, f.Name...)
		number(len(f.Data))
		b = append(b, f.Data...)
	}
	number(len(p.Answers))
	return append(b, p.Answers...)
}

// Decode is the inverse of Encode, for data that nobody vouches for.
func Decode(b []byte) (*Part, error) {
	if len(b) == 0 {
		return nil, ErrNone
	}
	begin := string(b[:min(len(b), len(magic))])
	if begin != magic {
		if len(begin) == len(magic) && strings.HasPrefix(begin, kind) {
			return nil, errVersion
		}
		return nil, errDamaged
	}
	d := decoder{rest: b[len(magic):]}
	p := &Part{Words: d.list(), Driver: d.list()}
	for range d.count() {
		name := string(d.item())
		if name == "" || name == "." || name == ".." || strings.ContainsAny(name, "/\x00") {
			d.bad = true
		}
		if p.Files = append(p.Files, File{name, d.item()}); d.bad {
			break
		}
	}
	p.Answers = string(d.item())
	for _, o := range p.Driver {
		d.bad = d.bad || !DriverOption(o)
	}
	if d.bad || len(d.rest) > 0 {
		return nil, errDamaged
	}
	return p, nil
}

type decoder struct {
	rest []byte
	bad  bool
}

func (d *decoder) number() uint64 {
	if d.bad || len(d.rest) < 8 {
		d.bad = true
		return 0
	}
	n := le.Uint64(d.rest)
	d.rest = d.rest[8:]
	return n
}

// count is how many items follow: each takes 8 bytes at least.
func (d *decoder) count() uint64 {
	n := d.number()
	if n > uint64(len(d.rest))/8 {
		d.bad = true
		return 0
	}
	return n
}

func (d *decoder) item() []byte {
	n := d.number()
	if d.bad || n > uint64(len(d.rest)) {
		d.bad = true
		return nil
	}
	b := d.rest[:n:n]
	d.rest = d.rest[n:]
	return b
}

func (d *decoder) list() (list []string) {
	for range d.count() {
		if list = append(list, string(d.item())); d.bad {
			return nil
		}
	}
	return list
}
