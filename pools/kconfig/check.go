// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "fmt"

func (c *Config) warnAt(p Pos, format string, args ...any) {
	c.warnings = append(c.warnings, Warning{p, fmt.Sprintf(format, args...)})
}

// check warns of what a definition can hardly mean.
func (c *Config) check(s *Symbol) {
	if s.typ == Unknown {
		c.warnAt(s.nodes[0].Pos(), "%s has no type", s.title())
	}
	logic := s.typ == Bool || s.typ == TristateType
	if s.isChoice {
		shown := false
		for _, n := range s.nodes {
			shown = shown || n.prompt != nil
		}
		if !shown {
			c.warnAt(s.nodes[0].Pos(), "%s has no prompt", s.title())
		}
	}
	for p := s.defaults.first; p != nil; p = p.nextInSymbol {
		d := c.single(p.value)
		switch {
		case s.isChoice && (d == nil || d.choice != s):
			c.warnAt(p.pos(), "the default %s is not one of the choice's values", c.exprString(p.value))
		case logic || s.typ == Unknown:
		case d == nil:
			c.warnAt(p.pos(), "the default of %s must be a single value, as it is %s", s.name, s.typ)
		case s.typ != String && !c.numeric(s, d):
			c.warnAt(p.pos(), "the default %s of %s is no %s number", d.ref(), s.name, s.typ)
		}
	}
	for _, l := range []*propList{&s.selects, &s.implies} {
		for p := l.first; p != nil; p = p.nextInSymbol {
			switch {
			case !logic:
				c.warnAt(p.pos(), "%s is neither bool nor tristate and so selects nothing", s.name)
			case p.target.typ > TristateType:
				c.warnAt(p.pos(), "%s is %s and cannot be selected", p.target.name, p.target.typ)
			}
		}
	}
	for p := s.ranges.first; p != nil; p = p.nextInSymbol {
		if s.typ != Int && s.typ != Hex {
			c.warnAt(p.pos(), "%s is neither int nor hex and so has no range", s.name)
		} else if !c.numeric(s, c.syms[p.lo]) || !c.numeric(s, c.syms[p.hi]) {
			c.warnAt(p.pos(), "the range of %s is no pair of %s numbers", s.name, s.typ)
		}
	}
}

// numeric reports whether d can stand for a number of the type of s.
func (c *Config) numeric(s, d *Symbol) bool {
	return d.typ == Int || d.typ == Hex || d.typ == Unknown && validNumber(d.name, s.typ)
}
