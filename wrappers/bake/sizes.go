// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"slices"
	"strconv"
	"strings"
)

// Piece is a part of the image that one input file brought.
type Piece struct {
	Addr, Size   uint64
	File, Member string // Member is that of an archive
}

// Pieces reads a link map: which loaded bytes, or memory that begins as zeros,
// come from which file, by address.
//
// After the line "Linker script and memory map" the map has lines
//
//	" .text.name  0xADDRESS  0xSIZE file" or "archive.a(member.o)"
//
// the name alone on a line of its own when it is long. What begins in the
// first column is an output section, in the same form; those at address 0 are
// not loaded. Zeros of thread-local data take no memory where the map says, but
// in each thread.
func Pieces(text string) (pieces []Piece) {
	_, text, _ = strings.Cut(text, "\nLinker script and memory map\n")
	pending, asked, loaded := false, false, false // asked: an output section's address is to come
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) < 2 || line[0] != ' ' {
			pending = false
			if len(line) > 1 && line[0] != ' ' {
				_, rest, _ := strings.Cut(line, " ")
				addr, _, ok := number(rest)
				asked, loaded = !ok, addr != 0
			}
			continue
		}
		if asked {
			addr, _, _ := number(line)
			asked, loaded = false, addr != 0
		}
		rest := line
		if line[1] != ' ' { // " name …": an input section
			if line[1] == '*' || strings.HasPrefix(line, " .tbss") {
				pending = false
				continue
			}
			i := strings.IndexByte(line[1:], ' ')
			if i < 0 {
				pending = true
				continue
			}
			rest = line[1+i:]
		} else if !pending {
			continue
		}
		pending = false
		addr, rest, ok1 := number(rest)
		size, rest, ok2 := number(rest)
		file := strings.TrimLeft(rest, " ")
		if !ok1 || !ok2 || !loaded || addr == 0 || size == 0 || file == "" {
			continue
		}
		p := Piece{Addr: addr, Size: size, File: file}
		if i := strings.LastIndexByte(file, '('); i > 0 && strings.HasSuffix(file, ")") {
			p.File, p.Member = file[:i], file[i+1:len(file)-1]
		}
		pieces = append(pieces, p)
	}
	return apart(pieces)
}

// Inputs are the files that a link map says the linker read.
func Inputs(text string) (files []string) {
	_, text, _ = strings.Cut(text, "\nLinker script and memory map\n")
	for line := range strings.Lines(text) {
		if file, ok := strings.CutPrefix(strings.TrimSuffix(line, "\n"), "LOAD "); ok {
			files = append(files, file)
		}
	}
	return files
}

// apart sorts the pieces and lets no two have the same byte: of strings that
// were merged the map tells where each one's rest is and the old size.
func apart(pieces []Piece) []Piece {
	slices.SortStableFunc(pieces, func(a, b Piece) int {
		switch {
		case a.Addr < b.Addr:
			return -1
		case a.Addr > b.Addr:
			return 1
		}
		return 0
	})
	end, kept := uint64(0), pieces[:0]
	for i, p := range pieces {
		start, stop := max(p.Addr, end), p.Addr+p.Size
		if i+1 < len(pieces) && pieces[i+1].Addr > p.Addr {
			stop = min(stop, pieces[i+1].Addr)
		}
		if stop <= start {
			continue
		}
		p.Addr, p.Size = start, stop-start
		kept = append(kept, p)
		end = stop
	}
	return kept
}

// number reads a hexadecimal one after blanks.
func number(s string) (uint64, string, bool) {
	s = strings.TrimLeft(s, " ")
	word, rest, _ := strings.Cut(s, " ")
	hex, ok := strings.CutPrefix(word, "0x")
	if !ok {
		return 0, "", false
	}
	n, err := strconv.ParseUint(hex, 16, 64)
	return n, rest, err == nil
}
