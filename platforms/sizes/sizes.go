// SPDX-License-Identifier: BSD-3-Clause

// Package sizes tells what an image's memory is taken by: a tree of pools,
// libraries, objects and symbols whose leaves make up all of it.
package sizes

import (
	"cmp"
	"debug/elf"
	"errors"
	"fmt"
	"path"
	"slices"

	"unicore/platforms"
	"unicore/pools/regular"
	"unicore/toolchain"
	"unicore/wrappers/part"
)

// Node is a pool, a library or archive, an object, or a symbol. Its sizes are
// the sums of its parts', if it has any.
type Node struct {
	Name   string  `json:"name"`
	Memory uint64  `json:"memory"` // bytes of memory once it is loaded
	File   uint64  `json:"file"`   // of these, bytes that the file holds
	Parts  []*Node `json:"parts,omitempty"`

	byName map[string]*Node
}

// Image is an image's tree.
type Image struct {
	Root *Node
	// Objects tells whether objects are known; they are not once an image is
	// stripped: then a library is a leaf, and only Memory is known of it.
	Objects bool
}

// Names of parts that are nobody's.
const (
	Program  = "program"      // pool of the application's own
	Compiler = "compiler"     // pool of the compiler's library
	Linker   = "linker"       // pool of what the link itself made
	Unknown  = "not known"    // of a stripped image
	padding  = "alignment"    // between parts
	headers  = "ELF header"   // and program headers
	unnamed  = "without name" // of an object: constants, local data
)

// Read reads an image.
func Read(img *platforms.Image) (*Image, error) {
	h, err := regular.Open(img.Path)
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	defer h.Close()
	damaged := func(cause string) error {
		return fmt.Errorf("%s: is damaged: %s", img.Path, cause)
	}
	f, err := elf.NewFile(h)
	if err != nil {
		return nil, damaged("not an ELF file")
	}
	r := &reader{img: img, file: f, root: &Node{Name: path.Base(img.Path)}}
	if err := r.segments(); err != nil {
		return nil, damaged(err.Error())
	}
	result := &Image{Root: r.root}
	if s := f.Section(part.MapSection); s != nil {
		data, err := s.Data()
		if err != nil {
			return nil, damaged("it is cut short")
		}
		objects, err := part.DecodeMap(data)
		if err != nil {
			return nil, damaged(err.Error())
		}
		result.Objects = true
		err = r.objects(objects)
		if err != nil {
			return nil, damaged(err.Error())
		}
	} else if err := r.libraries(); err != nil {
		return nil, damaged(err.Error())
	}
	r.root.sum()
	return result, nil
}

// span is memory that is loaded.
type span struct {
	start, end uint64
	fileEnd    uint64 // what the file holds ends here
}

type reader struct {
	img      *platforms.Image
	file     *elf.File
	root     *Node
	spans    []span // by address, apart from each other
	pools    map[string]string
	syms     []symbol
	sections []*elf.Section // that are loaded, by address
}

var errSegments = errors.New("its segments overlap")

func (r *reader) segments() error {
	for _, p := range r.file.Progs {
		if p.Type != elf.PT_LOAD || p.Memsz == 0 {
			continue
		}
		end := p.Vaddr + p.Memsz
		if end < p.Vaddr || p.Filesz > p.Memsz {
			return errSegments
		}
		r.spans = append(r.spans, span{p.Vaddr, end, p.Vaddr + p.Filesz})
	}
	slices.SortFunc(r.spans, func(a, b span) int { return cmp.Compare(a.start, b.start) })
	for i := range r.spans[:max(len(r.spans)-1, 0)] {
		if r.spans[i].end > r.spans[i+1].start {
			return errSegments
		}
	}
	return nil
}

// add puts bytes into the leaf below the root that the names lead to.
func (r *reader) add(memory, file uint64, names ...string) {
	n := r.root
	for _, name := range names {
		if n.byName == nil {
			n.byName = map[string]*Node{}
		}
		next := n.byName[name]
		if next == nil {
			next = &Node{Name: name}
			n.byName[name] = next
			n.Parts = append(n.Parts, next)
		}
		n = next
	}
	n.Memory += memory
	n.File += file
}

// sum adds the parts up and sorts them, large ones first. A leaf that got
// parts as well keeps its own bytes as one of them.
func (n *Node) sum() {
	if len(n.Parts) == 0 {
		return
	}
	if n.Memory > 0 {
		n.Parts = append(n.Parts, &Node{Name: unnamed, Memory: n.Memory, File: n.File})
		n.Memory, n.File = 0, 0
	}
	for _, p := range n.Parts {
		p.sum()
		n.Memory += p.Memory
		n.File += p.File
	}
	slices.SortStableFunc(n.Parts, func(a, b *Node) int {
		if c := cmp.Compare(b.Memory, a.Memory); c != 0 {
			return c
		}
		return cmp.Compare(a.Name, b.Name)
	})
}

// pool is the one that a library of the image is of.
func (r *reader) pool(library string) string {
	if r.pools == nil {
		r.pools = map[string]string{}
		for _, l := range r.img.Libraries {
			if r.pools[l.Name] = l.Pool; l.Pool == "" {
				r.pools[l.Name] = Compiler
			}
		}
	}
	if pool := r.pools[library]; pool != "" {
		return pool
	}
	return Program
}

// libraries takes what the note tells; the rest is not known.
func (r *reader) libraries() error {
	memory, file := uint64(0), uint64(0)
	for _, s := range r.spans {
		memory += s.end - s.start
		file += s.fileEnd - s.start
	}
	for _, l := range r.img.Libraries {
		n := uint64(l.Bytes)
		if n > memory {
			return errors.New("its libraries are larger than it is")
		}
		memory -= n
		r.add(n, 0, r.pool(l.Name), l.Name)
	}
	r.add(memory, file, Unknown)
	return nil
}
