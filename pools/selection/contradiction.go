// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"slices"
	"strings"

	"unicore/pools/kconfig"
)

// contradiction names the answers that one cannot be with, and why as far as that is
// known.
func (s *Space) contradiction(f *File, a Answer, all []Answer) error {
	others := slices.DeleteFunc(slices.Clone(all), func(o Answer) bool { return o == a })
	culprits := others
	if len(others) > 1 {
		culprits = slices.DeleteFunc(slices.Clone(others), func(o Answer) bool {
			_, err := s.Change(f, []Answer{a, o})
			return err == nil
		})
		if len(culprits) == 0 { // it takes several of them
			culprits = others
		}
	}
	var names []string
	why := ""
	for _, o := range culprits {
		names = append(names, o.Name+"="+o.Value)
		if text := s.whyNot(a, o); why == "" && text != "" {
			why = ": " + text
		}
	}
	return &Error{fmt.Sprintf("%s=%s contradicts %s%s", a.Name, a.Value, strings.Join(names, ", "), why), "leave one of them out"}
}

// whyNot says why two answers cannot be at once, "" when that is not known.
func (s *Space) whyNot(a, b Answer) string {
	if a.Value == "n" {
		a, b = b, a
	}
	name := func(a Answer) string {
		if l := s.Library(a.Name); l != nil {
			return l.Name
		}
		if c, _, err := s.load(s.places[0].Target, nil); err == nil {
			if x := c.Lookup(strings.TrimPrefix(a.Name, configPrefix)); x != nil && c.Owner(x) != nil {
				return c.Owner(x).Name
			}
		}
		return ""
	}
	l, m := name(a), name(b)
	switch {
	case l == "" || m == "":
		return ""
	case a.Value == "y" && b.Value == "y" && l != m && s.Choice(l) != "" && s.Choice(l) == s.Choice(m):
		return "one library provides " + s.Choice(l)
	case b.Value != "n":
		return ""
	case l == m && s.Library(a.Name) == nil && s.Library(b.Name) != nil:
		return a.Name + " is an option of " + l
	}
	if chain := s.way(l, m); len(chain) > 1 {
		return needsText(chain)
	}
	return ""
}

// way is the shortest way by which a library needs another one on some target.
func (s *Space) way(from, to string) []string {
	for _, t := range s.Targets() {
		came := map[string]string{from: ""}
		for queue := []string{from}; len(queue) > 0; queue = queue[1:] {
			if queue[0] == to {
				var chain []string
				for n := to; n != ""; n = came[n] {
					chain = append(chain, n)
				}
				slices.Reverse(chain)
				return chain
			}
			for _, n := range s.Needs(t, queue[0]) {
				if _, seen := came[n]; !seen {
					came[n] = queue[0]
					queue = append(queue, n)
				}
			}
		}
	}
	return nil
}

// idle says why an answer changes nothing, for a symbol that nobody can see.
func (c *changer) idle(symbol, value string) string {
	x := c.configs[0].Lookup(symbol)
	if c.symbols[symbol] != nil || slices.ContainsFunc(c.configs, func(t *Config) bool { return t.Lookup(symbol).Visibility() != kconfig.No }) {
		return ""
	}
	why := c.configs[0].reasons(x)
	if owner := c.configs[0].Owner(x); owner != nil && !slices.ContainsFunc(c.configs, func(t *Config) bool { return t.On(owner.Name) }) {
		why = owner.Name + " is not selected"
	}
	return fmt.Sprintf("%s=%s has no effect: %s", symbol, value, why)
}
