// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strings"

	"unicore/pools/kconfig"
)

// Answer is what somebody wants: a library or symbol, and its value.
type Answer struct{ Name, Value string }

// Changed is what answers did to a file.
type Changed struct {
	// Asked are the answers that were given.
	Asked []Answer
	// Text is the file as it is to be.
	Text []byte
	// On and Off are the libraries that were switched on some target.
	On, Off []string
	// Values are the symbols that are no libraries and changed, by name.
	Values []Answer
	// Notes are what did not follow everywhere.
	Notes []string
}

// changer holds the trees of all targets: a file of answers is good for each
// of them, and what changes on one changes wherever it can.
type changer struct {
	*Space
	configs []*Config
	before  []map[string]string
	queue   []Answer // symbols
	queued  map[string]bool
}

// Change gives answers, and those that follow from them, on every target. f
// may be nil. What no target can do is an error, and nothing is changed.
func (s *Space) Change(f *File, answers []Answer) (*Changed, error) {
	if f == nil {
		f = &File{}
	}
	c := &changer{Space: s, queued: map[string]bool{}}
	result := &Changed{Asked: answers}
	for _, p := range s.places {
		config, _, err := s.load(p.Target, f)
		if err != nil {
			return nil, err
		}
		c.configs = append(c.configs, config)
		c.before = append(c.before, config.values())
	}
	for _, a := range InOrder(answers) {
		symbol, err := s.find(a.Name)
		if err != nil {
			return nil, err
		}
		notes, err := c.ask(Answer{symbol, a.Value})
		if err != nil {
			return nil, err
		}
		result.Notes = append(result.Notes, notes...)
	}
	for _, a := range answers {
		symbol, _ := s.find(a.Name)
		if !slices.ContainsFunc(c.configs, func(x *Config) bool { return is(x.Lookup(symbol), a.Value) }) {
			return nil, s.contradiction(f, a, answers)
		}
		if note := c.idle(symbol, a.Value); note != "" {
			result.Notes = append(result.Notes, note)
		}
	}
	for _, config := range c.configs {
		if err := config.clash(); err != nil {
			return nil, err
		}
	}
	c.result(f, result)
	return result, nil
}

// InOrder has the answers in the order in which they can be given: what is to be on
// first, for of a choice one is on always, and is off once another one is on.
func InOrder(answers []Answer) []Answer {
	list := slices.Clone(answers)
	slices.SortStableFunc(list, func(a, b Answer) int {
		switch {
		case a.Value != "n" && b.Value == "n":
			return -1
		case a.Value == "n" && b.Value != "n":
			return 1
		}
		return 0
	})
	return list
}

// is compares as Set reads: a hexadecimal number may lack its prefix.
func is(s *kconfig.Symbol, value string) bool {
	return s.Value() == value || s.Type() == kconfig.Hex && s.Value() == "0x"+value
}

// values are those of all libraries, and of the options that are there.
func (c *Config) values() map[string]string {
	values := map[string]string{}
	for _, x := range c.Symbols() {
		if c.space.symbols[x.Name()] != nil || x.Written() {
			values[x.Name()] = x.Value()
		}
	}
	return values
}

// ask gives one answer and all that follow, target by target until nothing
// follows any more.
func (c *changer) ask(a Answer) (notes []string, err error) {
	notes, err = c.give(a)
	for len(c.queue) > 0 && err == nil {
		next := c.queue[0]
		c.queue = c.queue[1:]
		c.give(next) // where it cannot be it need not be
	}
	return notes, err
}

// give answers on all targets. The error is that of the last target, if it
// failed on all of them.
func (c *changer) give(a Answer) (notes []string, err error) {
	done := false
	l := c.symbols[a.Name]
	if l != nil && a.Value == "y" {
		c.choose(l.Name)
	}
	if strings.ContainsFunc(a.Value, control) {
		return nil, &Error{fmt.Sprintf("%s=%q: the value has a control character", a.Name, a.Value), ""}
	}
	if given(a.Name) {
		return nil, &Error{a.Name + ": the target answers for it", "name another target: unicore list targets"}
	}
	for _, config := range c.configs {
		t := config.place.Target
		if l != nil && !config.place.has(l.Name) {
			continue
		}
		if l != nil && a.Value == "n" {
			if chain := c.Held(t, l.Name); chain != nil {
				why := needsText(chain)
				notes = append(notes, fmt.Sprintf("%s stays on %s: %s", l.Name, t, why))
				err = &Error{fmt.Sprintf("%s cannot be unselected: on %s %s", l.Name, t, why), "unicore explain " + l.Name}
				continue
			}
		}
		if l != nil && a.Value == "n" && config.On(l.Name) && c.choiceOf[l.Name] != nil {
			err = config.mustStay(l.Name, c.choiceOf[l.Name])
			continue
		}
		symbol := config.Lookup(a.Name)
		changes, e := symbol.Need(a.Value)
		if e != nil {
			err = &Error{e.Error(), "unicore explain " + a.Name}
			continue
		}
		done = true
		for _, x := range changes {
			name := x.Symbol.Name()
			if name != a.Name && !c.queued[name] && x.Symbol.Type() == kconfig.Bool {
				c.queued[name] = true
				c.queue = append(c.queue, Answer{name, x.To})
			}
		}
	}
	if done {
		err = nil
	}
	return notes, err
}

// result compares, and writes the file.
func (c *changer) result(f *File, r *Changed) {
	on, off, others := map[string]bool{}, map[string]bool{}, map[string]string{}
	answers := map[string]string{}
	var order []string
	for i, config := range c.configs {
		for name, v := range config.values() {
			l := c.symbols[name]
			switch was, had := c.before[i][name]; {
			case was == v || !had: // an option that came with its library
			case l == nil:
				others[name] = v
			case v == "y":
				on[l.Name] = true
			default:
				off[l.Name] = true
			}
		}
		maps.Copy(answers, config.answers())
	}
	for _, x := range c.configs[0].Symbols() {
		order = append(order, x.Name())
	}
	r.On, r.Off = slices.Sorted(maps.Keys(on)), slices.Sorted(maps.Keys(off))
	for _, name := range slices.Sorted(maps.Keys(others)) {
		r.Values = append(r.Values, Answer{name, others[name]})
	}
	r.Text = f.Data
	if len(on)+len(off)+len(others) > 0 || slices.ContainsFunc(c.configs, func(x *Config) bool { return len(x.clashes) > 0 }) {
		r.Text = f.edit(answers, order, c.keep)
	}
}

// keep tells whether a line without an answer that matters is still true, or
// about something unknown.
func (c *changer) keep(symbol, value string) bool {
	known, idle := false, 0
	for _, config := range c.configs {
		x := config.Lookup(symbol)
		if x == nil {
			return true
		}
		if owner := config.Owner(x); owner != nil && !config.On(owner.Name) {
			idle++
			continue
		}
		var b bytes.Buffer
		b.WriteString(x.Value())
		if x.Type() == kconfig.String {
			b.Reset()
			fmt.Fprintf(&b, "%q", x.Value())
		}
		if x.Visibility() != kconfig.No && b.String() == value {
			known = true
		}
	}
	// What an option is to be when its library is selected again stays.
	return known || idle == len(c.configs)
}

// Defaults takes all answers back: the file keeps its comments, and what it
// says of symbols that are unknown.
func (s *Space) Defaults(f *File) (*Changed, error) {
	if f == nil {
		return &Changed{}, nil
	}
	c := &changer{Space: s}
	for _, p := range s.places {
		config, _, err := s.load(p.Target, f)
		if err != nil { // it is the way out of a file that contradicts itself
			config, _, err = s.load(p.Target, nil)
		}
		if err != nil {
			return nil, err
		}
		c.before = append(c.before, config.values())
		config.ResetAll()
		c.configs = append(c.configs, config)
	}
	r := &Changed{}
	c.result(f, r)
	r.Text = f.edit(nil, nil, func(symbol, _ string) bool { return c.configs[0].Lookup(symbol) == nil })
	return r, nil
}

// Clean takes the lines away that are about symbols which do not exist, as those of a
// pool that is there no more; the notes name them.
func (s *Space) Clean(f *File) (*Changed, error) {
	r := &Changed{}
	if f == nil {
		return r, nil
	}
	c, _, err := s.load(s.places[0].Target, &File{})
	if err != nil {
		return nil, err
	}
	known := func(symbol, _ string) bool { return c.Lookup(symbol) != nil }
	for i, l := range f.lines {
		if l.symbol != "" && !known(l.symbol, "") {
			r.Notes = append(r.Notes, fmt.Sprintf("%s:%d: %s%s is taken away", f.Name, i+1, configPrefix, l.symbol))
		}
	}
	if r.Text = f.Data; len(r.Notes) > 0 {
		r.Text = f.edit(nil, nil, known)
	}
	return r, nil
}
