// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// How values follow from answers. The rules, and their order, are those of
// Linux's sym_calc_value: they are what .config files out there rely on.

// value makes sure that s.now holds.
func (c *Config) value(s *Symbol) *state {
	if !c.modulesKnown {
		c.evalModules()
	}
	if !s.now.valid {
		c.calc(s)
	}
	return &s.now
}

// evalModules finds out whether tristate symbols can be m, before anything
// else is worked out.
func (c *Config) evalModules() {
	c.modulesKnown = true
	c.modulesOn = No
	if c.modules != nil {
		c.modulesOn = c.value(c.modules).tri
	}
}

// effective is the type that a symbol has now: without modules, and for the
// values of a choice of which one is y, a tristate is a bool.
func (c *Config) effective(s *Symbol) Type {
	if s.typ == TristateType && (c.modulesOn == No || s.choice != nil && s.now.vis == Yes) {
		return Bool
	}
	return s.typ
}

func (c *Config) calc(s *Symbol) {
	if !c.modulesKnown {
		c.evalModules()
		if s.now.valid {
			return
		}
	}
	n := &s.now
	n.valid, n.write = true, false
	// What a recursive reader sees.
	n.tri, n.str, n.sel = No, "", nil
	switch s.typ {
	case Unknown:
		n.str = s.name
		return
	case Bool, TristateType:
		c.visibility(s)
		n.write = n.vis != No
		c.calcTri(s)
		if s.isChoice && n.tri == Yes {
			n.sel = c.calcChoice(s)
		}
	default:
		c.visibility(s)
		n.write = n.vis != No
		c.calcText(s)
	}
	if s.noWrite {
		n.write = false
	}
}

func (c *Config) calcTri(s *Symbol) {
	n := &s.now
	tri := No
	if s.choice != nil && n.vis == Yes {
		if c.value(s.choice).sel == s {
			tri = Yes
		}
		n.tri = tri
		return
	}
	if n.vis != No && s.user.set {
		tri = min(s.user.tri, n.vis)
	} else {
		if n.rev != No {
			n.write = true
		}
		if !s.isChoice {
			if d := c.activeProp(&s.defaults); d != nil {
				tri = min(c.eval(d.value), c.eval(d.cond))
				n.write = n.write || tri != No
			}
			if n.implied != No {
				n.write = true
				tri = min(max(tri, n.implied), n.dir)
			}
		}
	}
	tri = max(tri, n.rev)
	if tri == Mod && c.effective(s) == Bool {
		tri = Yes
	}
	n.tri = tri
}

func (c *Config) calcText(s *Symbol) {
	n := &s.now
	str := ""
	if n.vis != No && s.user.set {
		str = s.user.str
	} else if d := c.activeProp(&s.defaults); d != nil {
		if ds := c.single(d.value); ds != nil {
			n.write = true
			c.value(ds)
			str = ds.rawText()
		}
	}
	n.str = str
	if s.typ == String {
		return
	}
	if r := c.activeProp(&s.ranges); r != nil {
		if b := c.outside(s, r, str); b != nil {
			n.str = b.rawText()
		}
	}
}

// outside returns the end of the range that str lies beyond, or nil.
func (c *Config) outside(s *Symbol, r *prop, str string) *Symbol {
	base := 10
	if s.typ == Hex {
		base = 16
	}
	v := bound(str, base)
	lo, hi := c.syms[r.lo], c.syms[r.hi]
	if v < c.end(lo, base) {
		return lo
	}
	if v > c.end(hi, base) {
		return hi
	}
	return nil
}

func (c *Config) end(s *Symbol, base int) int64 {
	switch s.typ {
	case Int:
		base = 10
	case Hex:
		base = 16
	}
	c.value(s)
	return bound(s.rawText(), base)
}

// activeProp is the first property of a list whose condition holds.
func (c *Config) activeProp(l *propList) *prop {
	for p := l.first; p != nil; p = p.nextInSymbol {
		if c.eval(p.cond) != No {
			return p
		}
	}
	return nil
}

// single is the symbol that an expression consists of, or nil.
func (c *Config) single(e expr) *Symbol {
	if e != 0 && c.exprs[e].op == opSym {
		return c.syms[c.exprs[e].a]
	}
	return nil
}

// visibility works out what a user may set the symbol to at most, and what
// depends on, select and imply demand.
func (c *Config) visibility(s *Symbol) {
	n := &s.now
	if s.choice != nil {
		c.value(s.choice) // which asks for the visibility of its members
	}
	if n.visValid {
		return
	}
	n.visValid = true
	vis := No
	for p := s.prompts.first; p != nil; p = p.nextInSymbol {
		v := c.eval(p.cond)
		if v == Mod && s.choice != nil && s.typ == TristateType && s.choice.now.tri == Yes {
			v = No
		}
		vis = max(vis, v)
	}
	if vis == Mod && (s.typ != TristateType || c.modulesOn == No) {
		vis = Yes
	}
	n.vis = vis
	n.dir, n.rev, n.implied = No, No, No
	if s.choice != nil {
		return // neither select nor imply have a say in a choice
	}
	isBool := c.effective(s) == Bool
	promote := func(t Tristate) Tristate {
		if t == Mod && isBool {
			return Yes
		}
		return t
	}
	n.dir = promote(c.eval(s.dir))
	rev := c.reverse(&s.selectedBy)
	if s.isChoice && !s.optional {
		for _, node := range s.nodes {
			if node.prompt != nil {
				rev = max(rev, min(Mod, c.eval(node.prompt.cond)))
			}
		}
	}
	n.rev = promote(rev)
	n.implied = promote(c.reverse(&s.impliedBy))
}

// reverse is the most that a list of selects or implies asks for.
func (c *Config) reverse(l *propList) Tristate {
	v := No
	for p := l.first; p != nil && v != Yes; p = p.nextInTarget {
		v = max(v, c.force(p))
	}
	return v
}

// force is what one select or imply asks for.
func (c *Config) force(p *prop) Tristate {
	v := c.value(p.node.sym).tri
	if v == No {
		return No
	}
	return min(v, c.eval(p.cond))
}

// calcChoice finds the value of a choice of which one is y.
func (c *Config) calcChoice(s *Symbol) *Symbol {
	for _, m := range s.members {
		c.visibility(m)
	}
	if u := s.user.sel; u != nil && u.now.vis != No {
		return u
	}
	d := c.choiceDefault(s)
	if d == nil {
		s.now.tri = No
		clear(c.memo) // it was taken to be y
	}
	return d
}

// choiceDefault is what a choice falls to without an answer.
func (c *Config) choiceDefault(s *Symbol) *Symbol {
	for p := s.defaults.first; p != nil; p = p.nextInSymbol {
		if c.eval(p.cond) == No {
			continue
		}
		if d := c.single(p.value); d != nil && d.now.vis != No {
			return d
		}
	}
	for _, m := range s.members {
		if m.now.vis != No {
			return m
		}
	}
	return nil
}

// text is the value as .config has it, of a symbol that is worked out.
func (s *Symbol) text() string {
	if s.typ == Bool || s.typ == TristateType {
		return s.now.tri.String()
	}
	return s.now.str
}

// rawText is what a default or a range takes over from the symbol: text, or
// "n" from a bool or tristate whatever its value, which is what Linux does.
func (s *Symbol) rawText() string {
	if s.typ == Bool || s.typ == TristateType {
		return "n"
	}
	return s.now.str
}
