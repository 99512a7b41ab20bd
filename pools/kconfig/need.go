// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// Change is a symbol whose value is another one than before.
type Change struct {
	Symbol   *Symbol
	From, To string
	// Answered tells what was set from what followed.
	Answered bool
}

// Need gives the symbol the value, and answers for whatever else that takes:
// dependencies first. It returns all that changed. When there is no way, or
// none is found, nothing changes and the error says what stands in the way.
func (s *Symbol) Need(value string) ([]Change, error) {
	c := s.c
	n := needer{c: c, busy: map[*Symbol]bool{}, budget: 2000}
	before := make(map[*Symbol]string, len(c.defined))
	for _, x := range c.defined {
		before[x] = x.Value()
	}
	kept := n.save()
	if err := n.get(s, value); err != nil {
		n.restore(kept)
		return nil, err
	}
	var out []Change
	answered := map[*Symbol]bool{}
	for _, x := range n.set {
		if answered[x] {
			continue
		}
		answered[x] = true
		if !x.isChoice {
			out = append(out, Change{x, before[x], x.Value(), true})
		}
	}
	for _, x := range c.defined {
		if v := x.Value(); v != before[x] && !answered[x] {
			out = append(out, Change{x, before[x], v, false})
		}
	}
	return out, nil
}

type needer struct {
	c      *Config
	busy   map[*Symbol]bool
	budget int
	set    []*Symbol
}

type saved struct {
	users []user
	set   int
}

func (n *needer) save() saved {
	s := saved{users: make([]user, 0, len(n.c.syms)), set: len(n.set)}
	for _, x := range n.c.syms {
		s.users = append(s.users, x.user)
	}
	return s
}

func (n *needer) restore(s saved) {
	for i, u := range s.users {
		n.c.syms[i].user = u
	}
	n.set = n.set[:s.set]
	n.c.invalidateAll()
}

// get gives s the value, or says why that is not possible.
func (n *needer) get(s *Symbol, value string) error {
	err := s.Set(value)
	if err == nil {
		n.set = append(n.set, s)
		return nil
	}
	if s.Value() == value {
		return nil
	}
	if n.budget--; n.budget < 0 || n.busy[s] {
		return err
	}
	n.busy[s] = true
	defer delete(n.busy, s)

	want, logic := triNamed(value)
	switch {
	case logic && want < s.Tri():
		// Whoever holds it up must let go.
		for _, l := range n.c.links(&s.selectedBy, true) {
			if e := n.get(l.From, value); e != nil {
				return err
			}
		}
	case s.prompts.first == nil:
		return n.byOthers(s, value, err)
	default:
		if !logic {
			want = Mod
		}
		kept := n.save()
		x := explainer{c: n.c, seen: map[*Symbol]bool{s: true}}
		if !n.solveAll(x.prompts(s, want)) {
			n.restore(kept)
			return n.byOthers(s, value, err)
		}
	}
	if s.Set(value) == nil {
		n.set = append(n.set, s)
		return nil
	}
	if s.Value() == value {
		return nil
	}
	return err
}

// byOthers has a symbol that cannot be set selected by the first that can be.
func (n *needer) byOthers(s *Symbol, value string, err error) error {
	for p := s.selectedBy.first; p != nil; p = p.nextInTarget {
		kept := n.save()
		if n.get(p.node.sym, value) == nil {
			if s.Value() == value {
				return nil
			}
			x := explainer{c: n.c, seen: map[*Symbol]bool{s: true}}
			if n.solveAll(x.below(p.cond, false, Yes, p.pos())) && s.Value() == value {
				return nil
			}
		}
		n.restore(kept)
	}
	return err
}

func (n *needer) solveAll(causes []*Cause) bool {
	for _, c := range causes {
		if !n.solve(c) {
			return false
		}
	}
	return true
}

// solve makes a part of a condition hold.
func (n *needer) solve(c *Cause) bool {
	for _, alt := range c.Any {
		kept := n.save()
		if n.solveAll(alt) {
			return true
		}
		n.restore(kept)
	}
	return c.Symbol != nil && c.Want != "" && n.get(c.Symbol, c.Want) == nil
}
