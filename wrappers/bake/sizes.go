// SPDX-License-Identifier: BSD-3-Clause

package bake

import (
	"strconv"
	"strings"
)

// Sizes reads a link map and returns how many loaded bytes each input file
// has in the image. Members of an archive count for the archive.
//
// After the line "Linker script and memory map" the map has lines
//
//	" .text.name  0xADDRESS  0xSIZE file" or "archive.a(member.o)"
//
// the name alone on a line of its own when it is long. What begins in the
// first column is an output section; those at address 0 are not loaded.
func Sizes(text string) map[string]int64 {
	sizes := map[string]int64{}
	_, text, _ = strings.Cut(text, "\nLinker script and memory map\n")
	pending := false
	for line := range strings.Lines(text) {
		line = strings.TrimSuffix(line, "\n")
		if len(line) < 2 || line[0] != ' ' {
			pending = false
			continue
		}
		rest := line
		if line[1] != ' ' { // " name …": an input section
			if line[1] == '*' {
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
		if !ok1 || !ok2 || addr == 0 || size == 0 || file == "" {
			continue
		}
		if i := strings.LastIndexByte(file, '('); i > 0 && strings.HasSuffix(file, ")") {
			file = file[:i]
		}
		sizes[file] += int64(size)
	}
	return sizes
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
