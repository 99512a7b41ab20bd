// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"strings"

	"unicore/pools"
	"unicore/pools/nearest"
)

// find is the symbol that a name means: a library's name, or a symbol with or
// without CONFIG_.
func (s *Space) find(name string) (string, error) {
	if l := s.pool.Library(name); l != nil && l.Name == name {
		if len(s.on(name)) == 0 {
			return "", &Error{fmt.Sprintf("%s: no target can have it: %s", name, s.Lacking(s.places[0].Target, name)), ""}
		}
		return Symbol(name), nil
	}
	if by := s.Providers(name); by != nil {
		var names []string
		for _, l := range by {
			names = append(names, l.Name)
		}
		return "", &Error{fmt.Sprintf("%s: is no library: %s provide it", name, strings.Join(names, ", ")), "unicore select " + names[0]}
	}
	symbol := strings.TrimPrefix(name, configPrefix)
	c, _, err := s.Config(s.places[0].Target, nil)
	if err != nil {
		return "", err
	}
	if c.Lookup(symbol) != nil {
		return symbol, nil
	}
	e := &Error{fmt.Sprintf("%q: there is no such library or symbol", name), "unicore list libraries"}
	if near := s.Near(name); near != "" {
		e.Way = fmt.Sprintf("did you mean %s?", near)
	}
	return "", e
}

// Library is the library of a name that find knows; nil when it means
// something else.
func (s *Space) Library(name string) *pools.Library {
	if l := s.pool.Library(name); l != nil && l.Name == name {
		return l
	}
	return s.symbols[strings.TrimPrefix(name, configPrefix)]
}

func (s *Space) nearest(name string) string {
	var names []string
	for _, l := range s.pool.Libraries() {
		names = append(names, l.Name)
	}
	return nearestOf(name, names)
}

func (s *Space) nearestSymbol(symbol string) string {
	var names []string
	if c, _, err := s.Config(s.places[0].Target, nil); err == nil {
		for _, x := range c.Symbols() {
			names = append(names, x.Name())
		}
	}
	// What all libraries' symbols begin with is no likeness.
	if word, ok := strings.CutPrefix(symbol, Prefix); ok {
		var words []string
		for _, n := range names {
			if w, ok := strings.CutPrefix(n, Prefix); ok {
				words = append(words, w)
			}
		}
		if near := nearestOf(word, words); near != "" {
			return Prefix + near
		}
		return ""
	}
	return nearestOf(symbol, names)
}

// nearestOf is the name that was meant: one that differs little, or the only
// one that has the word in it.
func nearestOf(word string, names []string) string {
	if near := nearest.Of(word, names); near != "" || len(word) < 3 {
		return near
	}
	var having []string
	for _, n := range names {
		if strings.Contains(strings.ToLower(n), strings.ToLower(word)) {
			having = append(having, n)
		}
	}
	if len(having) == 1 {
		return having[0]
	}
	return ""
}
