// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"
)

// value is a JSON value. The standard package would be a quarter of the
// wrapper binary, for reading one file of our own.
type value struct {
	text   string // of a string; the literal of a number, true, false, null
	list   []value
	fields []field
}

type field struct {
	name string
	value
}

// get is a field of an object, empty when there is none.
func (v value) get(name string) value {
	for _, f := range v.fields {
		if f.name == name {
			return f.value
		}
	}
	return value{}
}

var errJSON = errors.New("damaged")

// maxDepth bounds how deep values nest.
const maxDepth = 32

// parseJSON reads one value.
func parseJSON(text []byte) (value, error) {
	p := &jsonParser{s: string(text)}
	v, err := p.value(0)
	if err == nil && p.next() != 0 {
		err = errJSON
	}
	return v, err
}

type jsonParser struct{ s string }

// next skips blanks and returns the byte there, 0 at the end.
func (p *jsonParser) next() byte {
	p.s = strings.TrimLeft(p.s, " \t\r\n")
	if p.s == "" {
		return 0
	}
	return p.s[0]
}

func (p *jsonParser) value(depth int) (value, error) {
	if depth > maxDepth {
		return value{}, errJSON
	}
	switch p.next() {
	case 0:
		return value{}, errJSON
	case '"':
		s, err := p.str()
		return value{text: s}, err
	case '[':
		var v value
		err := p.sequence(']', func() error {
			e, err := p.value(depth + 1)
			v.list = append(v.list, e)
			return err
		})
		return v, err
	case '{':
		var v value
		err := p.sequence('}', func() error {
			if p.next() != '"' {
				return errJSON
			}
			name, err := p.str()
			if err != nil {
				return err
			}
			if p.next() != ':' {
				return errJSON
			}
			p.s = p.s[1:]
			e, err := p.value(depth + 1)
			v.fields = append(v.fields, field{name, e})
			return err
		})
		return v, err
	}
	n := strings.IndexAny(p.s, " \t\r\n,]}")
	if n < 0 {
		n = len(p.s)
	}
	if n == 0 {
		return value{}, errJSON
	}
	v := value{text: p.s[:n]}
	p.s = p.s[n:]
	return v, nil
}

// sequence reads what is between brackets, separated by commas.
func (p *jsonParser) sequence(end byte, each func() error) error {
	p.s = p.s[1:]
	if p.next() == end {
		p.s = p.s[1:]
		return nil
	}
	for {
		if err := each(); err != nil {
			return err
		}
		switch p.next() {
		case end:
			p.s = p.s[1:]
			return nil
		case ',':
			p.s = p.s[1:]
		default:
			return errJSON
		}
	}
}

func (p *jsonParser) str() (string, error) {
	var b strings.Builder
	s := p.s[1:]
	for {
		i := strings.IndexAny(s, `"\`)
		if i < 0 {
			return "", errJSON
		}
		b.WriteString(s[:i])
		if s[i] == '"' {
			p.s = s[i+1:]
			return b.String(), nil
		}
		s = s[i+1:]
		if s == "" {
			return "", errJSON
		}
		switch s[0] {
		case 'n':
			b.WriteByte('\n')
		case 't':
			b.WriteByte('\t')
		case 'r':
			b.WriteByte('\r')
		case 'b':
			b.WriteByte('\b')
		case 'f':
			b.WriteByte('\f')
		case 'u':
			if len(s) < 5 {
				return "", errJSON
			}
			n, err := strconv.ParseUint(s[1:5], 16, 16)
			if err != nil {
				return "", errJSON
			}
			b.Write(utf8.AppendRune(nil, rune(n)))
			s = s[4:]
		default:
			b.WriteByte(s[0])
		}
		s = s[1:]
	}
}
