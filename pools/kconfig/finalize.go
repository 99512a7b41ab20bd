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
	c.memo = make([]uint8, len(c.exprs))
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

// maxAdopted is how deep entries go below one another on their own account.
const maxAdopted = 500

// adopt moves the nodes that follow a symbol below it as long as they depend
// on it. Conditions of blocks around both of them are not looked at: they are
// the same, and none can be about the symbol without a cycle.
func (c *Config) adopt(n *Node, after []*Node) []*Node {
	if c.adopted >= maxAdopted {
		return after
	}
	c.adopted++
	var base map[literal]bool
	for len(after) > 0 {
		m := after[0]
		x, y := m.shownIf()
		if !c.mentions(x, n.sym) && !c.mentions(y, n.sym) {
			break
		}
		if !c.demands(x, n.sym) && !c.demands(y, n.sym) && n.prompt != nil {
			if base == nil {
				base = map[literal]bool{}
				x, y := n.shownIf()
				c.literals(x, false, base)
				c.literals(y, false, base)
			}
			have := map[literal]bool{}
			c.literals(x, false, have)
			c.literals(y, false, have)
			if !covers(have, base) || m.prompt == nil && n.veiled() {
				break
			}
		}
		after = c.settle(m, after[1:])
		m.parent = n
		n.children = append(n.children, m)
	}
	c.adopted--
	return after
}

// shownIf is the entry's own condition, and its prompt's.
func (n *Node) shownIf() (entry, prompt expr) {
	if n.prompt != nil {
		return n.own, n.prompt.value
	}
	return n.own, 0
}

// veiled reports whether a menu around the node hides its prompt by visible if.
func (n *Node) veiled() bool {
	for up := n.parent; up != nil; up = up.parent {
		if up.visibleIf != 0 {
			return true
		}
	}
	return false
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

// literal is an expression, by its key, or its opposite.
type literal struct {
	key uint64
	neg bool
}

// literals adds the parts of e (or of !e) that must hold together.
func (c *Config) literals(e expr, neg bool, to map[literal]bool) {
	if e == 0 {
		return
	}
	n := c.exprs[e]
	switch {
	case n.op == opNot:
		c.literals(expr(n.a), !neg, to)
	case n.op == opAnd && !neg, n.op == opOr && neg:
		c.literals(expr(n.a), neg, to)
		c.literals(expr(n.b), neg, to)
	case n.op == opSym && n.a == int32(Yes) && !neg, n.op == opSym && n.a == int32(No) && neg:
	default:
		to[literal{c.key(e), neg}] = true
	}
}

// covers reports whether every part of base is one of have.
func covers(have, base map[literal]bool) bool {
	for b := range base {
		if !have[b] {
			return false
		}
	}
	return true
}

// key is equal for expressions that say the same; the order of && and || does
// not matter to it.
func (c *Config) key(e expr) uint64 {
	n := c.exprs[e]
	h := uint64(n.op) + 1
	switch n.op {
	case opNot:
		h += mix(c.key(expr(n.a)))
	case opAnd, opOr:
		h += mix(c.key(expr(n.a))) + mix(c.key(expr(n.b)))
	default:
		h += mix(uint64(uint32(n.a))<<32 | uint64(uint32(n.b)))
	}
	return mix(h)
}

// mix spreads the bits of x.
func mix(x uint64) uint64 {
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}
