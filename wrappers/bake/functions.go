// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"slices"
	"strings"
)

// maxName is where names are cut: C++ can make them very long.
const maxName = 120

// function is one of the image's.
type function struct {
	addr, end uint64
	name      string
	rank      int // how good the name is, lower is better
}

// functions are those of the symbol table, sorted by address, one at each.
func (f *file) functions() ([]function, error) {
	var list []function
	for _, s := range f.sections {
		if s.kind() != shtSymtab {
			continue
		}
		if int(s.link()) >= len(f.sections) {
			return nil, errDamaged
		}
		names := f.contents(f.sections[s.link()])
		for syms := f.contents(s); len(syms) >= symSize; syms = syms[symSize:] {
			if fn, ok := f.function(syms, names); ok {
				list = append(list, fn)
			}
		}
	}
	slices.SortFunc(list, func(a, b function) int {
		switch {
		case a.addr != b.addr:
			if a.addr < b.addr {
				return -1
			}
			return 1
		case a.rank != b.rank:
			return a.rank - b.rank
		case len(a.name) != len(b.name):
			return len(a.name) - len(b.name)
		}
		return strings.Compare(a.name, b.name)
	})
	return slices.CompactFunc(list, func(a, b function) bool { return a.addr == b.addr }), nil
}

// function reads a symbol.
func (f *file) function(sym, names []byte) (function, bool) {
	kind, bind := sym[4]&15, sym[4]>>4
	index := int(le.Uint16(sym[6:]))
	if kind != sttFunc && kind != sttIfunc && kind != sttNotype || index == 0 || index >= min(len(f.sections), shnLoreserve) {
		return function{}, false
	}
	s := f.sections[index]
	if s.flags()&(shfAlloc|shfExec) != shfAlloc|shfExec {
		return function{}, false
	}
	name := cstring(names, uint64(le.Uint32(sym)))
	addr, size := le.Uint64(sym[8:]), le.Uint64(sym[16:])
	if name == "" || addr < s.addr() || addr-s.addr() >= s.size() {
		return function{}, false
	}
	rank := 0
	switch {
	case kind == sttNotype && bind == 0:
		return function{}, false // a label
	case kind == sttNotype:
		rank = 6
	}
	switch bind {
	case 0: // local
		rank += 2
	case 2: // weak
		rank++
	}
	// Of aliases, the one that programs call.
	if strings.HasPrefix(name, "__") {
		rank += 3
	}
	end := s.addr() + s.size()
	if size > 0 && size < end-addr {
		end = addr + size
	}
	if len(name) > maxName {
		name = name[:maxName]
	}
	return function{addr, end, name, rank}, true
}
