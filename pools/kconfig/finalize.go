// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// finish turns what was read into the tree that values are worked out on:
// conditions of blocks reach what is in them, choices learn their members,
// entries that depend on the one before them move below it.
func (c *Config) finish() {
	for _, s := range c.syms {
		for _, l := range []*propList{&s.prompts, &s.defaults, &s.ranges, &s.selects, &s.implies} {
			l.reverse()
		}
	}
	c.settle(c.root, nil)
	for _, s := range c.syms {
		s.selectedBy.reverseTarget()
		s.impliedBy.reverseTarget()
	}
	for _, s := range c.defined {
		c.check(s)
	}
	for _, s := range c.choices {
		c.check(s)
	}
}

// settle finishes a node and returns those of the nodes after it that did not
// move below it.
func (c *Config) settle(n *Node, after []*Node) []*Node {
	if len(n.children) > 0 {
		if n.kind == ChoiceNode {
			c.choiceType(n)
		}
		for _, m := range n.children {
			c.inherit(n, m)
		}
		n.children = c.settleList(n.children)
	} else if n.sym != nil {
		after = c.adopt(n, after)
		// An entry without conditions has no say when another one has
		// some: that is what Linux does.
		if s := n.sym; s.dir == 0 {
			s.dir = n.dep
		} else if n.dep != 0 {
			s.dir = c.mk(opOr, int32(s.dir), int32(n.dep))
		}
	}
	n.children = c.flatten(n)
	return after
}

func (c *Config) settleList(list []*Node) []*Node {
	done := list[:0]
	for len(list) > 0 {
		n := list[0]
		list = c.settle(n, list[1:])
		done = append(done, n)
	}
	return done
}

// inherit passes a parent's conditions on to a child and the child's to its
// lines.
func (c *Config) inherit(parent, n *Node) {
	above := parent.dep
	if parent.kind == ChoiceNode {
		above = c.mk(opSym, parent.sym.id, 0)
	}
	n.dep = c.and(above, n.own)
	for p := n.props; p != nil; p = p.nextInNode {
		p.cond = c.and(n.dep, p.cond)
		switch p.kind {
		case propSelect:
			p.target.selectedBy.addTarget(p)
		case propImply:
			p.target.impliedBy.addTarget(p)
		}
	}
}

// choiceType gives a choice without a type that of its first member that has
// one, and the members without a type that of the choice.
func (c *Config) choiceType(n *Node) {
	if n.sym.typ == Unknown {
		for _, m := range n.children {
			if m.kind == SymbolNode && m.sym.typ != Unknown {
				if n.sym.typ = m.sym.typ; n.sym.typ > TristateType {
					n.sym.typ = Unknown
				}
				break
			}
		}
	}
	for _, m := range n.children {
		if m.kind == SymbolNode && m.sym.typ == Unknown {
			m.sym.typ = n.sym.typ
		}
	}
}

// flatten joins the members of a choice to it and puts the children of what
// has no prompt (if, for one) after it.
func (c *Config) flatten(n *Node) []*Node {
	splice := false
	for _, m := range n.children {
		splice = splice || m.kind == ifNode || len(m.children) > 0 && m.promptless()
	}
	list := n.children
	if splice {
		list = nil
		var add func(nodes []*Node)
		add = func(nodes []*Node) {
			for _, m := range nodes {
				m.parent = n
				kids := m.children
				if m.promptless() {
					m.children = nil
				} else {
					kids = nil
				}
				if m.kind != ifNode {
					list = append(list, m)
				}
				add(kids)
			}
		}
		add(n.children)
	}
	if n.kind == ChoiceNode {
		for _, m := range list {
			c.join(n.sym, m)
		}
	}
	return list
}

func (n *Node) promptless() bool {
	return n.kind == ifNode || n.sym != nil && n.prompt == nil
}

// join makes the symbol of a node a value of the choice.
func (c *Config) join(choice *Symbol, n *Node) {
	s := n.sym
	if s == nil || s.isChoice || s.choice != nil {
		return
	}
	s.choice = choice
	choice.members = append(choice.members, s)
	if n.prompt == nil {
		c.warnAt(n.Pos(), "%s is a value of a choice and should have a prompt", s.name)
	}
	for p := s.defaults.first; p != nil; p = p.nextInSymbol {
		c.warnAt(p.pos(), "a default of %s has no effect: it is a value of a choice", s.name)
	}
	if choice.typ == TristateType && s.typ != TristateType {
		// Only one of these can be on, so they are there when the choice
		// is y.
		y := c.mk(opEq, choice.id, int32(Yes))
		n.dep = c.and(y, n.dep)
		for p := n.props; p != nil; p = p.nextInNode {
			p.cond = c.and(y, p.cond)
		}
	}
}

// adopt moves the nodes that follow a symbol below it as long as they depend
// on it.
func (c *Config) adopt(n *Node, after []*Node) []*Node {
	var base []literal
	known := false
	for len(after) > 0 {
		m := after[0]
		dep := m.shownIf()
		if !c.mentions(dep, n.sym) {
			break
		}
		if !c.demands(dep, n.sym) {
			if !known && n.prompt != nil {
				base = c.literals(n.prompt.cond, false, nil)
			}
			known = true
			if !c.covers(c.literals(dep, false, nil), base) {
				break
			}
		}
		after = c.settle(m, after[1:])
		m.parent = n
		n.children = append(n.children, m)
	}
	return after
}

// shownIf is the condition of the prompt, or of the entry when it has none.
func (n *Node) shownIf() expr {
	if n.prompt != nil {
		return n.prompt.cond
	}
	return n.dep
}

func (c *Config) mentions(e expr, s *Symbol) bool {
	return !c.walk(e, func(t *Symbol) bool { return t != s })
}

// demands reports whether e can only hold when s is on.
func (c *Config) demands(e expr, s *Symbol) bool {
	if e == 0 {
		return false
	}
	n := c.exprs[e]
	switch n.op {
	case opAnd:
		return c.demands(expr(n.a), s) || c.demands(expr(n.b), s)
	case opSym:
		return n.a == s.id
	case opMod:
		return c.modules == s
	case opEq:
		return n.a == s.id && (n.b == int32(Yes) || n.b == int32(Mod))
	case opNe:
		return n.a == s.id && n.b == int32(No)
	}
	return false
}

// literal is an expression or its opposite.
type literal struct {
	e   expr
	neg bool
}

// literals adds the parts of e (or of !e) that must hold together.
func (c *Config) literals(e expr, neg bool, to []literal) []literal {
	if e == 0 {
		return to
	}
	n := c.exprs[e]
	switch {
	case n.op == opNot:
		return c.literals(expr(n.a), !neg, to)
	case n.op == opAnd && !neg, n.op == opOr && neg:
		return c.literals(expr(n.b), neg, c.literals(expr(n.a), neg, to))
	case n.op == opSym && n.a == int32(Yes) && !neg, n.op == opSym && n.a == int32(No) && neg:
		return to
	}
	return append(to, literal{e, neg})
}

// covers reports whether every part of base is one of have.
func (c *Config) covers(have, base []literal) bool {
	for _, b := range base {
		found := false
		for _, h := range have {
			found = found || h.neg == b.neg && c.same(h.e, b.e)
		}
		if !found {
			return false
		}
	}
	return true
}

func (c *Config) same(a, b expr) bool {
	if a == b {
		return true
	}
	if a == 0 || b == 0 {
		return false
	}
	x, y := c.exprs[a], c.exprs[b]
	if x.op != y.op {
		return false
	}
	switch x.op {
	case opNot:
		return c.same(expr(x.a), expr(y.a))
	case opAnd, opOr:
		return c.same(expr(x.a), expr(y.a)) && c.same(expr(x.b), expr(y.b)) ||
			c.same(expr(x.a), expr(y.b)) && c.same(expr(x.b), expr(y.a))
	}
	return x.a == y.a && x.b == y.b
}
