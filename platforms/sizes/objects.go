// SPDX-License-Identifier: BSD-3-Clause

package sizes

import (
	"cmp"
	"debug/elf"
	"errors"
	"slices"

	"unicore/wrappers/part"
)

// piece is memory of an object.
type piece struct {
	start, end uint64
	object     int
}

// objects takes the memory apart by the map.
func (r *reader) objects(objects []part.Object) error {
	var pieces []piece
	for i, o := range objects {
		for _, x := range o.Ranges {
			pieces = append(pieces, piece{x.Addr, x.Addr + x.Size, i})
		}
	}
	slices.SortStableFunc(pieces, func(a, b piece) int { return cmp.Compare(a.start, b.start) })
	if err := r.readSymbols(); err != nil {
		return err
	}
	for _, s := range r.spans {
		at := s.start
		for _, p := range pieces {
			start, end := max(p.start, at), min(p.end, s.end)
			if start >= end {
				continue // elsewhere, or what another one has already
			}
			r.gap(s, at, start)
			r.piece(s, start, end, r.names(objects[p.object]))
			at = end
		}
		r.gap(s, at, s.end)
	}
	return nil
}

// names lead to an object: pool, library or archive, object.
func (r *reader) names(o part.Object) []string {
	switch {
	case o.Library == part.Generated:
		return []string{Linker, o.Library, o.Name}
	case o.Library != "":
		return []string{r.pool(o.Library), o.Library, o.Name}
	case o.Archive != "":
		return []string{Program, o.Archive, o.Name}
	}
	return []string{Program, "objects", o.Name}
}

// held is how many bytes of an address range the file holds.
func (s span) held(start, end uint64) uint64 {
	return max(min(end, s.fileEnd), start) - start
}

// piece shares an object's memory out among its symbols.
func (r *reader) piece(s span, start, end uint64, names []string) {
	leaf := func(from, to uint64, name string) {
		if from < to {
			r.add(to-from, s.held(from, to), append(slices.Clip(names), name)...)
		}
	}
	at := start
	i, _ := slices.BinarySearchFunc(r.syms, start, func(y symbol, a uint64) int { return cmp.Compare(y.start, a) })
	for ; i < len(r.syms) && r.syms[i].start < end; i++ {
		y := r.syms[i]
		if y.start < at {
			continue // within another one
		}
		to := min(y.end, end)
		leaf(at, y.start, unnamed)
		leaf(y.start, to, y.name)
		at = max(at, to)
	}
	leaf(at, end, unnamed)
}

// gap is memory between the pieces: a section that the link made itself, what
// aligns, or the headers.
func (r *reader) gap(s span, from, to uint64) {
	for from < to {
		name, end := padding, to
		if header := uint64(len(r.file.Progs)*56 + 64); s.start == r.base() && from < s.start+header {
			name, end = headers, min(to, s.start+header)
		} else {
			next := r.sectionsTo(from)
			if next > 0 {
				if x := r.sections[next-1]; from < x.Addr+x.Size {
					end = min(end, x.Addr+x.Size)
					if made[x.Name] {
						name = x.Name
					}
				}
			}
			if next < len(r.sections) {
				end = min(end, r.sections[next].Addr)
			}
		}
		r.add(end-from, s.held(from, end), Linker, name)
		from = end
	}
}

// sectionsTo is how many sections begin at an address or before it.
func (r *reader) sectionsTo(addr uint64) int {
	if r.sections == nil {
		r.sections = []*elf.Section{}
		for _, x := range r.file.Sections {
			if zeros := x.Type == elf.SHT_NOBITS && x.Flags&elf.SHF_TLS != 0; x.Flags&elf.SHF_ALLOC != 0 && x.Size > 0 && !zeros {
				r.sections = append(r.sections, x)
			}
		}
		slices.SortStableFunc(r.sections, func(a, b *elf.Section) int { return cmp.Compare(a.Addr, b.Addr) })
	}
	n, _ := slices.BinarySearchFunc(r.sections, addr, func(x *elf.Section, a uint64) int {
		if x.Addr <= a {
			return -1
		}
		return 1
	})
	return n
}

// made are sections that the link makes itself, at least in part.
var made = map[string]bool{
	".uc.syms": true, ".note.gnu.build-id": true, ".note.Xen": true, ".eh_frame_hdr": true, ".eh_frame": true,
	".got": true, ".plt": true, ".iplt": true, ".rela.plt": true, ".rela.iplt": true,
}

// base is where the file's first byte is.
func (r *reader) base() uint64 {
	for _, p := range r.file.Progs {
		if p.Type == elf.PT_LOAD && p.Off == 0 {
			return p.Vaddr
		}
	}
	return 0
}

// symbol is a function or an object of data.
type symbol struct {
	start, end uint64
	name       string
}

// readSymbols reads those with a size, sorted; of several at one address the
// largest, then the first by name.
func (r *reader) readSymbols() error {
	list, err := r.file.Symbols()
	if err != nil && !errors.Is(err, elf.ErrNoSymbols) {
		return errors.New("its symbol table is broken")
	}
	for _, y := range list {
		kind := elf.ST_TYPE(y.Info)
		end := y.Value + y.Size
		if y.Name == "" || end <= y.Value || y.Section == elf.SHN_UNDEF || y.Section == elf.SHN_ABS ||
			kind != elf.STT_FUNC && kind != elf.STT_OBJECT && kind != elf.STT_NOTYPE && kind != elf.STT_GNU_IFUNC {
			continue
		}
		r.syms = append(r.syms, symbol{y.Value, end, y.Name})
	}
	slices.SortFunc(r.syms, func(a, b symbol) int {
		if c := cmp.Compare(a.start, b.start); c != 0 {
			return c
		}
		if c := cmp.Compare(b.end, a.end); c != 0 {
			return c
		}
		return cmp.Compare(a.name, b.name)
	})
	r.syms = slices.CompactFunc(r.syms, func(a, b symbol) bool { return a.start == b.start })
	return nil
}
