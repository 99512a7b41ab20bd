// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"errors"
	"fmt"
	"strings"
)

// SetError is an answer that is not possible now.
type SetError struct {
	Symbol *Symbol
	Value  string
	Msg    string
	// Why is what stands in the way, when it is a dependency or a select.
	Why *Explanation
}

func (e *SetError) Error() string {
	msg := fmt.Sprintf("%s=%s: %s", e.Symbol.title(), e.Value, e.Msg)
	if e.Why != nil {
		for _, l := range e.Why.Lines() {
			msg += "\n  " + l
		}
	}
	return msg
}

// ErrNoChange is what errors.Is finds in a SetError about a symbol that no
// user can set.
var ErrNoChange = errors.New("the symbol has no prompt")

// Is makes errors.Is(err, ErrNoChange) work.
func (e *SetError) Is(target error) bool {
	return target == ErrNoChange && e.Symbol.prompts.first == nil
}

// Set answers for a symbol. It fails, and changes nothing, when the value is
// none of the symbol's type or when it could not take effect now.
func (s *Symbol) Set(value string) error {
	c := s.c
	st := c.value(s)
	fail := func(why *Explanation, format string, args ...any) error {
		return &SetError{s, value, fmt.Sprintf(format, args...), why}
	}
	if s.prompts.first == nil {
		return fail(c.Explain(s), "it cannot be set: it has no prompt and follows from others")
	}
	switch s.typ {
	case Bool, TristateType:
		v, ok := triNamed(value)
		if !ok || v == Mod && s.typ == Bool {
			return fail(nil, "a %s is one of %s", s.typ, map[Type]string{Bool: "y, n", TristateType: "y, m, n"}[s.typ])
		}
		return c.setTri(s, v, fail)
	case Int, Hex:
		if !validNumber(value, s.typ) {
			return fail(nil, "this is no %s number", s.typ)
		}
		if s.typ == Hex && !strings.HasPrefix(value, "0x") && !strings.HasPrefix(value, "0X") {
			value = "0x" + value
		}
		if st.vis == No {
			return fail(c.Explain(s), "it is hidden")
		}
		if r := c.activeProp(&s.ranges); r != nil && c.outside(s, r, value) != nil {
			lo, hi, _ := s.Range()
			return fail(nil, "it must be from %s to %s", lo, hi)
		}
	case String:
		if strings.ContainsAny(value, "\n\r\x00") {
			return fail(nil, "the text must be one line")
		}
		if st.vis == No {
			return fail(c.Explain(s), "it is hidden")
		}
	default:
		return fail(nil, "it has no type")
	}
	s.user = user{set: true, str: value}
	c.invalidate(s)
	return nil
}

func triNamed(s string) (Tristate, bool) {
	switch s {
	case "n":
		return No, true
	case "m":
		return Mod, true
	case "y":
		return Yes, true
	}
	return No, false
}

func (c *Config) setTri(s *Symbol, v Tristate, fail func(*Explanation, string, ...any) error) error {
	can := s.Assignable()
	ok := v == s.now.tri && len(can) > 0
	for _, a := range can {
		ok = ok || a == v
	}
	if !ok {
		switch {
		case len(can) == 0:
			return fail(c.Explain(s), "it is hidden")
		case s.choice != nil && s.now.vis == Yes:
			return fail(nil, "of a choice one value is y: set another one")
		case s.now.rev > v:
			return fail(c.Explain(s), "it is selected and so at least %s", s.now.rev)
		case v == Mod:
			return fail(nil, "it cannot be m now, only %s", list(can))
		}
		return fail(c.Explain(s), "it can only be %s now", list(can))
	}
	u := user{set: true, tri: v, sel: s.user.sel}
	if s.user == u && s.choice == nil {
		return nil
	}
	s.user = u
	if ch := s.choice; ch != nil && v == Yes {
		ch.user.set, ch.user.sel = true, s
		for _, m := range ch.members {
			if m != s && m.now.vis != No && !m.user.set {
				m.user = user{set: true}
			}
		}
		c.invalidate(ch)
	}
	c.invalidate(s)
	return nil
}

func list(t []Tristate) string {
	var names []string
	for _, v := range t {
		names = append(names, v.String())
	}
	return strings.Join(names, ", ")
}

// Reset forgets the answer for a symbol.
func (s *Symbol) Reset() {
	if s.user == (user{}) {
		return
	}
	s.user = user{}
	if ch := s.choice; ch != nil && ch.user.sel == s {
		ch.user.sel = nil
		s.c.invalidate(ch)
	}
	s.c.invalidate(s)
}

// ResetAll forgets all answers.
func (c *Config) ResetAll() { c.forget() }

func (c *Config) invalidateAll() {
	for _, s := range c.syms[3:] {
		s.now = state{}
	}
	clear(c.memo)
	c.modulesKnown = false
}

// invalidate forgets what was worked out for a symbol and for all that depends
// on it.
func (c *Config) invalidate(s *Symbol) {
	c.reach(s, func(t *Symbol) bool {
		if t != s && !t.now.valid && !t.now.visValid {
			return false
		}
		t.now = state{}
		return true
	})
	if c.modules != nil && !c.modules.now.valid {
		c.invalidateAll()
	}
}

// reach calls f for the symbol and for all that depend on it; where f returns
// false it goes no further. The expressions in between are forgotten.
func (c *Config) reach(s *Symbol, f func(*Symbol) bool) {
	if c.dependents == nil {
		c.findDependents()
	}
	symbols := int32(len(c.syms))
	todo := []int32{s.id}
	var seen []int32 // expressions
	for len(todo) > 0 {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if id >= symbols {
			if e := id - symbols; c.memo[e] == reached {
				continue
			} else {
				c.memo[e] = reached
				seen = append(seen, e)
			}
		} else if !f(c.syms[id]) {
			continue
		}
		todo = append(todo, c.dependents[id]...)
	}
	for _, e := range seen {
		c.memo[e] = 0
	}
}

// reached marks expressions in memo that reach has been at.
const reached = 0xff

// findDependents turns the tree's dependencies around: symbols lead to the
// expressions that they are in, those to larger ones and to the symbols whose
// value may follow from them.
func (c *Config) findDependents() {
	symbols := int32(len(c.syms))
	d := make([][]int32, len(c.syms)+len(c.exprs))
	add := func(from, to int32) {
		if n := len(d[from]); n == 0 || d[from][n-1] != to {
			d[from] = append(d[from], to)
		}
	}
	for i, n := range c.exprs[1:] {
		e := symbols + 1 + int32(i)
		switch n.op {
		case opMod:
			if c.modules != nil {
				add(c.modules.id, e)
			}
		case opSym:
			add(n.a, e)
		case opNot, opAnd, opOr:
			add(symbols+n.a, e)
			if n.op != opNot {
				add(symbols+n.b, e)
			}
		default:
			add(n.a, e)
			add(n.b, e)
		}
	}
	for _, l := range [][]*Symbol{c.defined, c.choices} {
		for _, s := range l {
			c.needs(s, func(e expr) { add(symbols+int32(e), s.id) }, func(t *Symbol) { add(t.id, s.id) })
		}
	}
	c.dependents = d
}

// needs calls f and g for every expression and symbol that the value of s may
// follow from.
func (c *Config) needs(s *Symbol, f func(expr), g func(*Symbol)) {
	for _, l := range []*propList{&s.prompts, &s.defaults, &s.ranges} {
		for p := l.first; p != nil; p = p.nextInSymbol {
			f(p.cond)
			switch p.kind {
			case propDefault:
				f(p.value)
			case propRange:
				g(c.syms[p.lo])
				g(c.syms[p.hi])
			}
		}
	}
	for _, l := range []*propList{&s.selectedBy, &s.impliedBy} {
		for p := l.first; p != nil; p = p.nextInTarget {
			g(p.node.sym)
			f(p.cond)
		}
	}
	f(s.dir)
	if s.choice != nil {
		g(s.choice)
	}
	for _, m := range s.members {
		g(m)
	}
}
