// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"bytes"
	"fmt"
	"strings"
)

// Finding is something in a .config file that did not become what it says.
type Finding struct {
	Kind   FindingKind
	Symbol string // without the prefix; empty for Malformed
	Pos    Pos
	Wanted string // the value in the file
	Got    string // the value now
	Before *Pos   // of Repeated: where it was set before, to Was
	Was    string
}

// FindingKind says what is wrong.
type FindingKind uint8

const (
	// Malformed is a line that is neither an assignment nor a comment.
	Malformed FindingKind = iota
	// Gone is a symbol that the tree does not define.
	Gone
	// Invalid is a value that the symbol's type does not allow.
	Invalid
	// OutOfRange is a number outside the range that holds now.
	OutOfRange
	// Repeated is a symbol that was set before, to another value: the later
	// one counts.
	Repeated
	// Overruled is a value that does not take effect: the symbol is hidden,
	// limited by a dependency or held by a select. Explain says by what.
	Overruled
)

func (f Finding) String() string {
	switch f.Kind {
	case Malformed:
		return fmt.Sprintf("%s: neither an assignment nor a comment: %s", f.Pos, quoteShort(f.Wanted))
	case Gone:
		return fmt.Sprintf("%s: %s=%s: there is no such symbol any more", f.Pos, f.Symbol, f.Wanted)
	case Invalid:
		return fmt.Sprintf("%s: %s=%s: the value does not fit the symbol's type", f.Pos, f.Symbol, f.Wanted)
	case OutOfRange:
		return fmt.Sprintf("%s: %s=%s: out of range; it is %s instead", f.Pos, f.Symbol, f.Wanted, f.Got)
	case Repeated:
		return fmt.Sprintf("%s: %s=%s contradicts %s=%s at %s; the later one counts", f.Pos, f.Symbol, f.Wanted, f.Symbol, f.Was, f.Before)
	}
	return fmt.Sprintf("%s: %s=%s has no effect; it is %s", f.Pos, f.Symbol, f.Wanted, f.Got)
}

// Fragment is a file of answers.
type Fragment struct {
	Name string
	Data []byte
}

// answer is where a symbol was set, and to what.
type answer struct {
	pos   Pos
	value string
}

// LoadConfig forgets all answers and takes those of a .config. Nothing in the
// file is an error; what does not become what it says is reported.
func (c *Config) LoadConfig(name string, data []byte) []Finding {
	return c.Merge(Fragment{name, data})
}

// Merge forgets all answers and takes those of the fragments, one after the
// other: where two contradict each other, the later one counts and it is
// reported.
func (c *Config) Merge(fragments ...Fragment) []Finding {
	c.forget()
	for _, s := range c.choices {
		s.user.set = true
	}
	l := loader{c: c, set: map[*Symbol]answer{}}
	for _, f := range fragments {
		l.file(f)
	}
	c.invalidateAll()
	l.outOfRange()
	l.overruled()
	l.freshen()
	return l.found
}

func (c *Config) forget() {
	for _, l := range [][]*Symbol{c.defined, c.choices} {
		for _, s := range l {
			s.user = user{}
		}
	}
	c.invalidateAll()
}

type loader struct {
	c     *Config
	set   map[*Symbol]answer
	order []*Symbol
	found []Finding
}

func (l *loader) file(f Fragment) {
	data, line := f.Data, 0
	for len(data) > 0 {
		line++
		text := data
		if i := bytes.IndexByte(data, '\n'); i >= 0 {
			text, data = data[:i], data[i+1:]
		} else {
			data = nil
		}
		text = bytes.TrimSuffix(text, []byte("\r"))
		if len(text) > 0 {
			l.line(string(text), Pos{f.Name, line})
		}
	}
}

func (l *loader) line(text string, pos Pos) {
	prefix := l.c.prefix
	if text[0] == '#' {
		rest, ok := strings.CutPrefix(text, "# "+prefix)
		if !ok {
			return
		}
		name, tail, ok := strings.Cut(rest, " ")
		if ok && strings.HasPrefix(tail, "is not set") {
			l.take(name, "n", true, pos)
		}
		return
	}
	if rest, ok := strings.CutPrefix(text, prefix); ok {
		if name, value, ok := strings.Cut(rest, "="); ok {
			l.take(name, value, false, pos)
			return
		}
	}
	if strings.TrimSpace(text) != "" {
		l.found = append(l.found, Finding{Kind: Malformed, Pos: pos, Wanted: text})
	}
}

func (l *loader) take(name, value string, unset bool, pos Pos) {
	s := l.c.Lookup(name)
	find := func(kind FindingKind) {
		l.found = append(l.found, Finding{Kind: kind, Symbol: name, Pos: pos, Wanted: value})
	}
	if s == nil {
		if !unset {
			find(Gone)
		}
		return
	}
	u := user{set: true}
	switch s.typ {
	case Bool, TristateType:
		// Only the first letter counts.
		switch {
		case strings.HasPrefix(value, "y"):
			u.tri = Yes
		case strings.HasPrefix(value, "n"):
		case strings.HasPrefix(value, "m") && s.typ == TristateType:
			u.tri = Mod
		default:
			find(Invalid)
			return
		}
	case String:
		str, ok := unquote(value)
		if !ok {
			if !unset {
				find(Invalid)
			}
			return
		}
		u.str = str
	case Int, Hex:
		if !validNumber(value, s.typ) {
			if !unset && value != "" { // empty is what is written without a default
				find(Invalid)
			}
			return
		}
		u.str = value
	default:
		return
	}
	if before, ok := l.set[s]; ok {
		if before.value != value {
			l.found = append(l.found, Finding{Kind: Repeated, Symbol: name, Pos: pos, Wanted: value, Before: &before.pos, Was: before.value})
		}
	} else {
		l.order = append(l.order, s)
	}
	l.set[s] = answer{pos, value}
	s.user = u
	if ch := s.choice; ch != nil {
		if u.tri == Mod && ch.user.tri == Yes {
			ch.user.set = false
		}
		if u.tri == Yes {
			ch.user.sel = s
		}
		ch.user.tri = max(ch.user.tri, u.tri)
	}
}

// unquote reads the value of a string: what follows the closing quote does not
// count.
func unquote(s string) (string, bool) {
	if !strings.HasPrefix(s, `"`) {
		return "", false
	}
	var b strings.Builder
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '"':
			return b.String(), true
		case '\\':
			if i++; i < len(s) {
				b.WriteByte(s[i])
			}
		default:
			b.WriteByte(s[i])
		}
	}
	return "", false
}

// outOfRange drops the numbers that the ranges do not allow. Dropping one may
// move the range of another.
func (l *loader) outOfRange() {
	c := l.c
	for again := true; again; {
		again = false
		for _, s := range l.order {
			if !s.user.set || s.typ != Int && s.typ != Hex {
				continue
			}
			c.value(s)
			if r := c.activeProp(&s.ranges); r != nil && c.outside(s, r, s.user.str) != nil {
				s.user = user{}
				c.invalidate(s)
				again = true
			}
		}
	}
	for _, s := range l.order {
		if !s.user.set {
			a := l.set[s]
			l.found = append(l.found, Finding{Kind: OutOfRange, Symbol: s.name, Pos: a.pos, Wanted: a.value, Got: s.Value()})
		}
	}
}

// overruled names the answers that have no effect although a user who reads
// the file would expect one.
func (l *loader) overruled() {
	for _, s := range l.order {
		if !s.user.set {
			continue
		}
		want, _ := s.Answer()
		got := s.Value()
		if got == want || s.choice != nil && s.user.tri == No && s.now.vis == Yes {
			continue
		}
		a := l.set[s]
		l.found = append(l.found, Finding{Kind: Overruled, Symbol: s.name, Pos: a.pos, Wanted: a.value, Got: got})
	}
}

// freshen forgets the answers of hidden symbols when file and tree agree
// wholly: what .config says of them was not answered but worked out, and if
// they come to light they shall show their defaults.
func (l *loader) freshen() {
	c := l.c
	for _, s := range c.defined {
		if s.noWrite {
			continue
		}
		if st := c.value(s); s.user.set && st.write {
			if want, _ := s.Answer(); want != s.text() {
				return
			}
		} else if s.user.set || st.write {
			return
		}
	}
	for _, s := range c.defined {
		if s.user.set && s.choice == nil && s.now.vis == No {
			s.user = user{}
		}
	}
}
