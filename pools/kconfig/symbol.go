// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// Lookup is the symbol of that name, without the prefix; nil when the tree
// does not define it.
func (c *Config) Lookup(name string) *Symbol {
	if s := c.names[name]; s != nil && s.defined {
		return s
	}
	return nil
}

// Symbols are those that the tree defines, in its order.
func (c *Config) Symbols() []*Symbol { return c.defined }

// Choices are the choices of the tree, in its order.
func (c *Config) Choices() []*Symbol { return c.choices }

// Unanswered are the symbols that a user can set now and has not: what
// listnewconfig lists.
func (c *Config) Unanswered() []*Symbol {
	var out []*Symbol
	var walk func(*Node)
	walk = func(n *Node) {
		for _, m := range n.children {
			if !m.Visible() {
				continue
			}
			if s := m.sym; s != nil && !s.isChoice && !s.user.set {
				if st := c.value(s); st.vis > st.rev {
					out = append(out, s)
				}
			}
			walk(m)
		}
	}
	walk(c.root)
	return out
}

// Modules is the symbol with the modules option, or nil.
func (c *Config) Modules() *Symbol { return c.modules }

// Warnings are about the Kconfig files.
func (c *Config) Warnings() []Warning { return c.warnings }

// Files are the Kconfig files that were read, in order.
func (c *Config) Files() []string { return c.files }

// Prefix begins a symbol's name in .config: CONFIG_.
func (c *Config) Prefix() string { return c.prefix }

// Name is the symbol's name without the prefix; empty for most choices.
func (s *Symbol) Name() string { return s.name }

// Type is what the tree says; EffectiveType may differ from it.
func (s *Symbol) Type() Type { return s.typ }

// EffectiveType is the type now: a tristate is a bool when modules are off,
// and within a choice of which one is y.
func (s *Symbol) EffectiveType() Type {
	s.c.value(s)
	return s.c.effective(s)
}

// Nodes are the places where the symbol is defined.
func (s *Symbol) Nodes() []*Node { return s.nodes }

// IsChoice reports whether it is a choice.
func (s *Symbol) IsChoice() bool { return s.isChoice }

// Optional reports whether a choice may be n.
func (s *Symbol) Optional() bool { return s.optional }

// Choice is the choice that the symbol is a value of, or nil.
func (s *Symbol) Choice() *Symbol { return s.choice }

// Members are the values of a choice.
func (s *Symbol) Members() []*Symbol { return s.members }

// Selection is the member of a choice that is y, or nil.
func (s *Symbol) Selection() *Symbol { return s.c.value(s).sel }

// Value is the value: n, m or y, a number, or text without quotes.
func (s *Symbol) Value() string {
	s.c.value(s)
	return s.text()
}

// Tri is the value of a bool, tristate or choice; No for all others.
func (s *Symbol) Tri() Tristate { return s.c.value(s).tri }

// Visibility is the most that a user may set the symbol to; No hides it. For
// numbers and text anything but No means that they can be set.
func (s *Symbol) Visibility() Tristate { return s.c.value(s).vis }

// Written reports whether .config has a line for the symbol.
func (s *Symbol) Written() bool { return s.c.value(s).write }

// Answer is what the user set, and whether something was.
func (s *Symbol) Answer() (string, bool) {
	if s.typ == Bool || s.typ == TristateType {
		return s.user.tri.String(), s.user.set
	}
	return s.user.str, s.user.set
}

// Range is what a number must lie in now.
func (s *Symbol) Range() (lo, hi string, ok bool) {
	if s.typ != Int && s.typ != Hex {
		return "", "", false
	}
	s.c.value(s)
	r := s.c.activeProp(&s.ranges)
	if r == nil {
		return "", "", false
	}
	l, h := s.c.syms[r.lo], s.c.syms[r.hi]
	s.c.value(l)
	s.c.value(h)
	return l.rawText(), h.rawText(), true
}

// Assignable are the values that a user may give a bool, tristate or choice
// now, in rising order: empty when it is hidden, a single one when it is held
// by select. It is nil for numbers and text, which Visibility tells about.
func (s *Symbol) Assignable() []Tristate {
	if s.typ != Bool && s.typ != TristateType {
		return nil
	}
	st := s.c.value(s)
	out := []Tristate{}
	if st.vis == No {
		return out
	}
	if s.choice != nil && st.vis == Yes {
		return append(out, Yes)
	}
	if s.isChoice && st.rev > st.tri {
		return append(out, No) // all its values are hidden
	}
	isBool := s.c.effective(s) == Bool
	for v := st.rev; v <= max(st.vis, st.rev); v++ {
		if v != Mod || !isBool {
			out = append(out, v)
		}
	}
	return out
}
