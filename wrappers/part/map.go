// SPDX-License-Identifier: BSD-3-Clause

package part

import (
	"encoding/binary"
	"errors"
	"math"
	"strings"
)

// MapSection holds a map in an image: to strip it is debugging information, as
// is the symbol table, without which nobody asks for it.
const MapSection = ".debug_unicore_map"

// Object is a file that a link took, and the memory that its parts have.
type Object struct {
	Library string // the SDK's, "libgcc" or Generated; empty for the program's own
	Archive string // name of the archive; empty for an object
	Name    string // the object's
	Ranges  []Range
}

// Generated stands for what an SDK has and no library of it brought.
const Generated = "generated"

// Range is memory of an image.
type Range struct{ Addr, Size uint64 }

// The form: a magic, then a count of objects; an object is three texts and a
// count of ranges, a range how far it is behind the one before and its size.
// All numbers are varints, a text is its length and its bytes.
const mapMagic = "unicore map 1\n"

// EncodeMap is the section's contents. The ranges of an object are sorted.
func EncodeMap(objects []Object) []byte {
	b := []byte(mapMagic)
	number := func(n uint64) { b = binary.AppendUvarint(b, n) }
	number(uint64(len(objects)))
	for _, o := range objects {
		for _, s := range [...]string{o.Library, o.Archive, o.Name} {
			number(uint64(len(s)))
			b = append(b, s...)
		}
		number(uint64(len(o.Ranges)))
		end := uint64(0)
		for _, r := range o.Ranges {
			number(r.Addr - end)
			number(r.Size)
			end = r.Addr + r.Size
		}
	}
	return b
}

var errMap = errors.New("the map of the image's objects is damaged")

// DecodeMap is the inverse of EncodeMap, for data that nobody vouches for.
func DecodeMap(b []byte) (objects []Object, err error) {
	rest, ok := strings.CutPrefix(string(b), mapMagic)
	if !ok {
		return nil, errMap
	}
	d := mapDecoder{rest: []byte(rest)}
	for range d.count() {
		o := Object{Library: d.text(), Archive: d.text(), Name: d.text()}
		at := uint64(0)
		for range d.count() {
			gap, size := d.number(), d.number()
			if gap > math.MaxUint64-at || size > math.MaxUint64-at-gap {
				return nil, errMap
			}
			o.Ranges = append(o.Ranges, Range{at + gap, size})
			at += gap + size
		}
		if d.bad {
			return nil, errMap
		}
		objects = append(objects, o)
	}
	if d.bad || len(d.rest) > 0 {
		return nil, errMap
	}
	return objects, nil
}

type mapDecoder struct {
	rest []byte
	bad  bool
}

func (d *mapDecoder) number() uint64 {
	n, size := binary.Uvarint(d.rest)
	if size <= 0 || d.bad {
		d.bad = true
		return 0
	}
	d.rest = d.rest[size:]
	return n
}

// count is how many items follow, each of which takes a byte at least.
func (d *mapDecoder) count() uint64 {
	n := d.number()
	if n > uint64(len(d.rest)) {
		d.bad = true
		return 0
	}
	return n
}

func (d *mapDecoder) text() string {
	n := d.count()
	if d.bad {
		return ""
	}
	s := string(d.rest[:n])
	d.rest = d.rest[n:]
	return s
}
