// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"slices"
	"strings"

	"unicore/pools"
)

// choice is a name that several libraries provide on some target: Kconfig's
// choice, of which exactly one is on wherever there is any.
type choice struct {
	name    string
	members []*pools.Library // by name
}

// findChoices finds them, and to which each library belongs.
func (s *Space) findChoices() error {
	s.choiceOf = map[string]*choice{}
	for _, p := range s.places {
		for _, c := range p.pool.Choices() {
			if !slices.ContainsFunc(s.choices, func(x *choice) bool { return x.name == c.Name }) {
				s.choices = append(s.choices, &choice{name: c.Name})
			}
		}
	}
	slices.SortFunc(s.choices, func(a, b *choice) int { return strings.Compare(a.name, b.name) })
	for _, c := range s.choices {
		for _, l := range s.pool.Libraries() {
			if !slices.Contains(l.Provides, c.name) || len(s.on(l.Name)) == 0 {
				continue
			}
			if other := s.choiceOf[l.Name]; other != nil {
				return fmt.Errorf("pools: %s: of %s and %s users choose a provider, so one library cannot provide both", l.From, other.name, c.name)
			}
			c.members = append(c.members, l)
			s.choiceOf[l.Name] = c
		}
	}
	return nil
}

// checkMembers is an error when a member of a choice needs one of its members by
// name, or takes something along that does: itself, or one that excludes it.
func (s *Space) checkMembers() error {
	for _, c := range s.choices {
		for _, l := range c.members {
			for _, e := range s.demands(l) {
				if s.choiceOf[e.to] == c {
					return fmt.Errorf("pools: %s provides %s, which users choose, so neither it nor what it needs may need %s, which provides that, by its name", l.From, c.name, e.to)
				}
			}
		}
	}
	return nil
}

// defaultOn is the member that there is on a target as long as nobody chooses.
func (c *choice) defaultOn(p *place) *pools.Library {
	var only *pools.Library
	for _, l := range c.members {
		if p.has(l.Name) {
			if l.Default {
				return l
			}
			only = l
		}
	}
	return only
}

// others are the members that a target could have instead of a library.
func (c *choice) others(p *place, library string) (names []string) {
	for _, l := range c.members {
		if l.Name != library && p.has(l.Name) {
			names = append(names, l.Name)
		}
	}
	return names
}

// Choice is the name for which a user chooses a library among several, this
// one being one of them; empty when the library is none of several.
func (s *Space) Choice(library string) string {
	if c := s.choiceOf[library]; c != nil {
		return c.name
	}
	return ""
}

// Alternatives are the libraries of which a selection has one instead of this.
func (s *Space) Alternatives(library string) (names []string) {
	if c := s.choiceOf[library]; c != nil {
		for _, l := range c.members {
			if l.Name != library {
				names = append(names, l.Name)
			}
		}
	}
	return names
}

// Providers are the libraries that a user chooses from for a name.
func (s *Space) Providers(name string) []*pools.Library {
	for _, c := range s.choices {
		if c.name == name {
			return slices.Clone(c.members)
		}
	}
	return nil
}

// demands are the members of choices that a library, or one that it takes
// along, needs by their own name: it depends on the choice being so.
func (s *Space) demands(l *pools.Library) (edges []edge) {
	for _, p := range s.on(l.Name) {
		seen := map[string]bool{}
		var visit func(l *pools.Library)
		visit = func(l *pools.Library) {
			for _, n := range s.needs(p, l) {
				if seen[n] {
					continue
				}
				seen[n] = true
				if s.choiceOf[n] == nil {
					visit(p.pool.Library(n))
					continue
				}
				at := slices.IndexFunc(edges, func(e edge) bool { return e.to == n })
				if at < 0 {
					at = len(edges)
					edges = append(edges, edge{to: n})
				}
				edges[at].on = append(edges[at].on, p)
			}
		}
		visit(l)
	}
	slices.SortFunc(edges, func(a, b edge) int { return strings.Compare(a.to, b.to) })
	return edges
}

// renderChoice writes a choice: the options of its members come behind it.
func (s *Space) renderChoice(b *strings.Builder, c *choice) {
	fmt.Fprintf(b, "\nchoice\n\tprompt %s\n", quoted("Provider of "+c.name))
	var there []*place
	for _, p := range s.places {
		if c.defaultOn(p) != nil {
			there = append(there, p)
		}
	}
	for _, l := range c.members {
		var on []*place
		for _, p := range there {
			if c.defaultOn(p) == l {
				on = append(on, p)
			}
		}
		if len(on) == 0 {
			continue
		}
		fmt.Fprintf(b, "\tdefault %s", Symbol(l.Name))
		if cond := s.condition(on, there); cond != "" {
			fmt.Fprintf(b, " if %s", cond)
		}
		b.WriteByte('\n')
	}
	for _, l := range c.members {
		s.config(b, l)
	}
	b.WriteString("\nendchoice\n")
	for _, l := range c.members {
		s.renderOptions(b, l)
	}
}

// chosen is the member of the library's choice that is on.
func (c *Config) chosen(of *choice) string {
	for _, l := range of.members {
		if c.On(l.Name) {
			return l.Name
		}
	}
	return ""
}

// Needs are the libraries that a library needs, by name: of a choice the one
// that was chosen.
func (c *Config) Needs(library string) []string {
	if !c.place.has(library) {
		return nil
	}
	l := c.place.pool.Library(library)
	names := c.space.needs(c.place, l)
	for _, of := range c.space.choices {
		if n := c.chosen(of); slices.Contains(l.Needs, of.name) && n != "" && !slices.Contains(names, n) {
			names = append(names, n)
		}
	}
	slices.Sort(names)
	return names
}

// whyChosen is Why for a library that is one of several.
func (c *Config) whyChosen(library string, of *choice) string {
	answer, answered := c.Lookup(Symbol(library)).Answer()
	chosen := c.chosen(of)
	switch {
	case chosen == library && answered && answer == "y":
		return c.said(library)
	case chosen == library && len(of.others(c.place, library)) == 0:
		return "the only one that provides " + of.name
	case chosen == library:
		return "the default that provides " + of.name
	case chosen != "":
		return fmt.Sprintf("%s provides %s", chosen, of.name)
	}
	return c.reasons(c.Lookup(Symbol(library)))
}

// mustStay says why a member of a choice that is on cannot be unselected.
func (c *Config) mustStay(library string, of *choice) *Error {
	others := of.others(c.place, library)
	e := &Error{Msg: fmt.Sprintf("%s cannot be unselected: on %s one library must provide %s", library, c.place, of.name)}
	if len(others) == 0 {
		e.Msg += ", and no other can"
		e.Way = "unicore explain " + library
	} else {
		e.Way = "unicore select " + strings.Join(others, ", or unicore select ")
	}
	return e
}

// checkChoices is an error when a file chooses two members of one choice; a
// note when it only says which it does not want, and gets it.
func (c *Config) checkChoices(f *File) (notes []string, err error) {
	for _, of := range c.space.choices {
		first := 0
		var name string
		for i, l := range f.lines {
			m := c.space.symbols[l.symbol]
			if m == nil || c.space.choiceOf[m.Name] != of || !c.place.has(m.Name) {
				continue
			}
			switch {
			case l.value == "y" && first > 0 && name != m.Name:
				return nil, &Error{f.at(i+1, fmt.Sprintf("%s contradicts line %d, where %s is chosen: one library provides %s", m.Name, first, name, of.name)),
					"delete one of the two lines"}
			case l.value == "y":
				first, name = i+1, m.Name
			}
		}
		if first > 0 {
			continue
		}
		for i, l := range f.lines {
			if m := c.space.symbols[l.symbol]; m != nil && l.value == "n" && c.space.choiceOf[m.Name] == of && c.On(m.Name) {
				notes = append(notes, fmt.Sprintf("%s:%d: %s stays on %s: one library must provide %s, and none is chosen", f.Name, i+1, m.Name, c.place, of.name))
			}
		}
	}
	return notes, nil
}

// choose makes room for a library on the targets that cannot have it: what was
// chosen there must not be what it replaces elsewhere, since one file is good
// for all targets.
func (c *changer) choose(library string) {
	of := c.choiceOf[library]
	if of == nil {
		return
	}
	for _, config := range c.configs {
		chosen := config.chosen(of)
		if config.place.has(library) || chosen == "" {
			continue
		}
		if slices.ContainsFunc(c.places, func(p *place) bool { return p.has(library) && p.has(chosen) }) {
			for _, m := range of.members {
				config.Lookup(Symbol(m.Name)).Reset()
			}
		}
	}
}
