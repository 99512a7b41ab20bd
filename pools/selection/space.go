// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"slices"
	"sort"

	"unicore/pools"
)

// Space is what can be selected: the libraries of a pool, and which target can
// have which. It is not changed once it is made.
type Space struct {
	pool     *pools.Pool
	places   []*place
	symbols  map[string]*pools.Library // by symbol, those that a target has
	selects  map[string][]edge         // by library, what it selects
	silent   map[string]bool           // without a prompt: others decide
	options  map[string]string         // Kconfig files of libraries, by path
	choices  []*choice                 // by name
	choiceOf map[string]*choice        // by library
	text     string
}

// place is a target.
type place struct {
	Target
	pool *pools.Pool // what it can have
	// fixed are the libraries that are always there, and which of them needs
	// each; the platform and the C library need none.
	fixed map[string]string
}

// edge says that a library takes another one along, on some targets.
type edge struct {
	to string
	on []*place
}

// New reads the definitions for the targets.
func New(pool *pools.Pool, targets []Target) (*Space, error) {
	s := &Space{pool: pool, symbols: map[string]*pools.Library{}, selects: map[string][]edge{}, silent: map[string]bool{}, options: map[string]string{}}
	for _, t := range targets {
		can, err := pool.Available(t.Arch, t.Platform)
		if err != nil {
			return nil, err
		}
		s.places = append(s.places, &place{Target: t, pool: can})
	}
	if err := s.findChoices(); err != nil {
		return nil, err
	}
	for _, p := range s.places {
		if err := s.fix(p); err != nil {
			return nil, err
		}
	}
	for _, l := range pool.Libraries() {
		if len(s.on(l.Name)) == 0 {
			continue
		}
		symbol := Symbol(l.Name)
		if other := s.symbols[symbol]; other != nil {
			return nil, fmt.Errorf("pools: %s and %s have the same symbol %s", other.From, l.From, symbol)
		}
		s.symbols[symbol] = l
		if err := s.readOptions(l); err != nil {
			return nil, err
		}
	}
	if err := s.checkMembers(); err != nil {
		return nil, err
	}
	s.findSelects()
	if err := s.tie(); err != nil {
		return nil, err
	}
	s.text = s.render()
	return s, nil
}

// Pool is all libraries.
func (s *Space) Pool() *pools.Pool { return s.pool }

// Kconfig is the tree's text.
func (s *Space) Kconfig() string { return s.text }

// Targets are those that the space is made for.
func (s *Space) Targets() (list []Target) {
	for _, p := range s.places {
		list = append(list, p.Target)
	}
	return list
}

// Can tells whether the target can have the library.
func (s *Space) Can(t Target, library string) bool {
	p := s.place(t)
	return p != nil && p.has(library)
}

// Needs are the libraries that a library needs on the target, by name; of
// names that several provide none, for which Config.Needs knows one.
func (s *Space) Needs(t Target, library string) []string {
	if p := s.place(t); p != nil && p.has(library) {
		return s.needs(p, p.pool.Library(library))
	}
	return nil
}

// Lacking says why a target cannot have a library; empty when it can.
func (s *Space) Lacking(t Target, library string) string {
	return s.pool.Lacking(t.Arch, t.Platform, library)
}

func (s *Space) place(t Target) *place {
	for _, p := range s.places {
		if p.Target == t {
			return p
		}
	}
	return nil
}

// on is where there is a library of that name.
func (s *Space) on(name string) (list []*place) {
	for _, p := range s.places {
		if p.has(name) {
			list = append(list, p)
		}
	}
	return list
}

func (p *place) has(name string) bool {
	l := p.pool.Library(name)
	return l != nil && l.Name == name
}

// off tells whether a library, or what it takes along, is there only when
// somebody selects it.
func (s *Space) off(l *pools.Library) bool {
	seen := map[string]bool{}
	var visit func(l *pools.Library) bool
	visit = func(l *pools.Library) bool {
		if seen[l.Name] {
			return false
		}
		seen[l.Name] = true
		if l.Unselected {
			return true
		}
		for _, e := range s.selects[l.Name] {
			if visit(s.pool.Library(e.to)) {
				return true
			}
		}
		return false
	}
	return visit(l)
}

// excludedBy are the libraries that stand in for something that a library, or
// what it takes along, needs by its name.
func (s *Space) excludedBy(l *pools.Library) (names []string) {
	for _, r := range s.pool.Libraries() {
		if r.Replaces == "" || r == l || len(s.on(r.Name)) == 0 {
			continue
		}
		seen := map[string]bool{}
		var visit func(l *pools.Library) bool
		visit = func(l *pools.Library) bool {
			if seen[l.Name] || isLibc(l) {
				return false
			}
			seen[l.Name] = true
			return slices.Contains(l.Needs, r.Replaces) || slices.ContainsFunc(s.selects[l.Name], func(e edge) bool {
				return visit(s.pool.Library(e.to))
			})
		}
		if visit(l) {
			names = append(names, r.Name)
		}
	}
	return names
}

func (s *Space) needs(p *place, l *pools.Library) (names []string) {
	for _, n := range l.Needs {
		if slices.ContainsFunc(s.choices, func(c *choice) bool { return c.name == n }) {
			continue
		}
		if to := p.pool.Library(n); to != nil && !slices.Contains(names, to.Name) {
			names = append(names, to.Name)
		}
	}
	sort.Strings(names)
	return names
}

// fix finds what is always there, by the shortest way from what needs
// nobody's permission.
func (s *Space) fix(p *place) error {
	p.fixed = map[string]string{}
	var next []*pools.Library
	for _, l := range p.pool.Libraries() {
		if l.Pool == pools.PlatformPool || isLibc(l) {
			p.fixed[l.Name] = ""
			next = append(next, l)
		}
	}
	for len(next) > 0 {
		l := next[0]
		next = next[1:]
		for _, n := range s.needs(p, l) {
			if c := s.choiceOf[n]; c != nil {
				return fmt.Errorf("pools: %s is always there on %s and needs %s, but users choose who provides %s: it must need that name", l.From, p, n, c.name)
			}
			if _, seen := p.fixed[n]; !seen {
				p.fixed[n] = l.Name
				next = append(next, p.pool.Library(n))
			}
		}
	}
	return nil
}

// Held says why a library is always there on the target: what needs it, from
// the platform or the C library down to the library itself. It is nil for a
// library that need not be there.
func (s *Space) Held(t Target, library string) (chain []string) {
	p := s.place(t)
	if p == nil {
		return nil
	}
	for {
		by, is := p.fixed[library]
		if !is {
			return nil
		}
		chain = append([]string{library}, chain...)
		if by == "" {
			return chain
		}
		library = by
	}
}

// findSelects finds what each library takes along: not what is there anyhow.
func (s *Space) findSelects() {
	for _, l := range s.pool.Libraries() {
		on := map[string][]*place{}
		for _, p := range s.on(l.Name) {
			for _, n := range s.needs(p, l) {
				if _, always := p.fixed[n]; !always && s.choiceOf[n] == nil {
					on[n] = append(on[n], p)
				}
			}
		}
		for n, places := range on {
			s.selects[l.Name] = append(s.selects[l.Name], edge{n, places})
		}
		slices.SortFunc(s.selects[l.Name], func(a, b edge) int { return compare(a.to, b.to) })
	}
}

func compare(a, b string) int {
	switch {
	case a < b:
		return -1
	case a > b:
		return 1
	}
	return 0
}

// tie makes groups of libraries that need each other: Kconfig knows no select
// in a circle. The first of a group, by name, is asked for and selects the
// rest; whoever needs one of them selects the first.
func (s *Space) tie() error {
	reach := map[string]map[string]bool{}
	for from := range s.selects {
		seen := map[string]bool{}
		var visit func(string)
		visit = func(name string) {
			for _, e := range s.selects[name] {
				if !seen[e.to] {
					seen[e.to] = true
					visit(e.to)
				}
			}
		}
		visit(from)
		reach[from] = seen
	}
	first := map[string]string{}
	for _, l := range s.pool.Libraries() { // by name
		a := l.Name
		if first[a] != "" || !reach[a][a] {
			continue
		}
		first[a] = a
		for _, m := range s.pool.Libraries() {
			if b := m.Name; b != a && reach[a][b] && reach[b][a] {
				if !slices.Equal(s.on(a), s.on(b)) {
					return fmt.Errorf("pools: %s and %s need each other, but are not for the same targets", l.From, m.From)
				}
				first[b] = a
				s.silent[b] = true
			}
		}
	}
	for from, edges := range s.selects {
		var kept []edge
		for _, e := range edges {
			to := first[e.to]
			switch {
			case to == "":
				kept = append(kept, e)
			case to != first[from]:
				kept = append(kept, edge{to, e.on})
			}
		}
		s.selects[from] = kept
	}
	for b, a := range first {
		if a != b {
			s.selects[a] = append(s.selects[a], edge{b, s.on(b)})
		}
	}
	for from := range s.selects {
		slices.SortFunc(s.selects[from], func(a, b edge) int { return compare(a.to, b.to) })
	}
	return nil
}
