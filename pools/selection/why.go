// SPDX-License-Identifier: BSD-3-Clause

package selection

import (
	"fmt"
	"strings"

	"unicore/pools/kconfig"
)

// Target is the one that the tree is for.
func (c *Config) Target() Target { return c.place.Target }

// Why says in a few words why a library is on or off.
func (c *Config) Why(library string) string {
	t := c.place.Target
	if why := c.space.Lacking(t, library); why != "" {
		return c.space.lackText(why)
	}
	if chain := c.space.Held(t, library); chain != nil {
		return needsText(chain)
	}
	if of := c.space.choiceOf[library]; of != nil {
		return c.whyChosen(library, of)
	}
	x := c.Lookup(Symbol(library))
	answer, answered := x.Answer()
	switch on := c.On(library); {
	case on && answered && answer == "y":
		return c.said(library)
	case on:
		var why []string
		if !c.space.off(c.space.pool.Library(library)) {
			why = append(why, "the default")
		}
		if by := c.holders(library); len(by) > 0 {
			why = append(why, "needed by "+strings.Join(by, ", "))
		}
		return strings.Join(why, ", and ")
	case answered:
		return c.said(library)
	case c.space.off(c.space.pool.Library(library)):
		return "nobody has selected it"
	}
	return c.reasons(x)
}

// reasons are what Explain says, in one line.
func (c *Config) reasons(x *kconfig.Symbol) (text string) {
	for _, l := range c.Explain(x).Lines() {
		switch {
		case strings.HasSuffix(text, ":"):
			text += " "
		case text != "":
			text += "; "
		}
		text += strings.TrimSpace(l)
	}
	return text
}

// said is where the file answers for the library.
func (c *Config) said(library string) string {
	for i, l := range c.file.lines {
		if l.symbol == Symbol(library) {
			return fmt.Sprintf("%s:%d says so", c.file.Name, i+1)
		}
	}
	return "answered"
}

// Near is the library or symbol whose name is most like the word, or "".
func (s *Space) Near(word string) string {
	if near := s.nearest(word); near != "" {
		return near
	}
	return s.nearestSymbol(strings.TrimPrefix(word, configPrefix))
}
