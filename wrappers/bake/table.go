// SPDX-License-Identifier: BSD-3-Clause

package bake

import "errors"

// The format is described in docs/symbol-table.md.
const (
	magic      = 0x59534355
	headerSize = 32
	blockSize  = 32
	maxPairs   = 128
	maxDepth   = 16
	firstPair  = 0x80
)

// symbolTable encodes functions, which are sorted.
func symbolTable(list []function) ([]byte, error) {
	if len(list) == 0 {
		return emptyTable(), nil
	}
	base, last := list[0].addr, uint64(0)
	var text []byte
	for _, f := range list {
		last = max(last, f.end)
		for i := range len(f.name) {
			c := f.name[i]
			if c >= firstPair {
				c = '?'
			}
			text = append(text, c)
		}
		text = append(text, 0)
	}
	if last-base > 1<<32-1 {
		return nil, errors.New("the image's functions are too far apart for the symbol table")
	}
	pairs := compress(&text)

	blocks := (len(list) + blockSize - 1) / blockSize
	index := (headerSize + 2*len(pairs) + 3) &^ 3
	table := make([]byte, index+8*blocks, index+8*blocks+len(text)+3*len(list))
	put := func(at int, v uint64) { le.PutUint32(table[at:], uint32(v)) }
	for i, p := range pairs {
		table[headerSize+2*i], table[headerSize+2*i+1] = p[0], p[1]
	}
	previous := uint64(0)
	for i, f := range list {
		if i%blockSize == 0 {
			put(index+i/blockSize*8, f.addr-base)
			put(index+i/blockSize*8+4, uint64(len(table)))
			previous = f.addr
		}
		table = appendLEB(table, f.addr-previous)
		previous = f.addr
		n := 0
		for text[n] != 0 {
			n++
		}
		table = append(table, text[:n+1]...)
		text = text[n+1:]
	}
	if len(table) > 1<<31 {
		return nil, errors.New("the symbol table is too large")
	}
	put(0, magic)
	put(4, uint64(len(table)))
	le.PutUint64(table[8:], base)
	put(16, last-base)
	put(20, uint64(len(list)))
	put(24, uint64(blocks))
	put(28, uint64(len(pairs)))
	return table, nil
}

// emptyTable is what the linker script has without a bake.
func emptyTable() []byte { return []byte{0, 0, 0, 0, 8, 0, 0, 0} }

func appendLEB(b []byte, v uint64) []byte {
	for v >= 0x80 {
		b = append(b, byte(v)|0x80)
		v >>= 7
	}
	return append(b, byte(v))
}

// compress replaces the most frequent pair of tokens by a new token, again
// and again (byte pair encoding), and returns the pairs. It does not cross
// the zeros that end names.
func compress(text *[]byte) (pairs [][2]byte) {
	t := *text
	counts := make([]uint32, 1<<16)
	var depth [256]uint8
	for len(pairs) < maxPairs {
		clear(counts)
		for i := 1; i < len(t); i++ {
			counts[uint(t[i-1])<<8|uint(t[i])]++
		}
		best, most := 0, uint32(3) // it costs two bytes in the dictionary
		for p, n := range counts {
			a, b := byte(p>>8), byte(p)
			if n > most && a != 0 && b != 0 && max(depth[a], depth[b]) < maxDepth {
				best, most = p, n
			}
		}
		if best == 0 {
			break
		}
		a, b, token := byte(best>>8), byte(best), byte(firstPair+len(pairs))
		depth[token] = 1 + max(depth[a], depth[b])
		pairs = append(pairs, [2]byte{a, b})
		n := 0
		for i := 0; i < len(t); i++ {
			if t[i] == a && i+1 < len(t) && t[i+1] == b {
				t[n] = token
				i++
			} else {
				t[n] = t[i]
			}
			n++
		}
		t = t[:n]
	}
	*text = t
	return pairs
}
