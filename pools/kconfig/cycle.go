// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "strconv"

// findCycle looks for a symbol whose value depends on itself. A choice and its
// values count as one: they depend on one another by nature.
//
// It also bounds how long a chain of dependencies is: whoever walks one needs
// stack for each link.
func (c *Config) findCycle() error {
	f := finder{c: c, mark: make([]uint8, len(c.syms)), depth: make([]int32, len(c.syms)), exprDepth: make([]int32, len(c.exprs))}
	for _, l := range [][]*Symbol{c.choices, c.defined} {
		for _, s := range l {
			if !f.visit(s) {
				continue
			}
			if f.steps != nil {
				return &CycleError{f.steps}
			}
			return &Error{Pos: s.nodes[0].Pos(), Msg: s.title() + " depends on a chain of more than " +
				strconv.Itoa(maxChain) + " symbols and conditions"}
		}
	}
	return nil
}

// maxChain is the most symbols and parts of conditions that may depend on one
// another in a row.
const maxChain = 200000

type finder struct {
	c         *Config
	mark      []uint8 // by symbol: 1 when it is being looked at, 2 when it is done
	depth     []int32 // by symbol: length of the longest chain below, when it is done
	exprDepth []int32 // by expression: the same; 0 when something in it is not done
	live      int
	path      []CycleStep
	at        [][2]*Symbol // of each step of path
	steps     []CycleStep
	longest   int32 // of what deps found so far
}

// visit follows everything that s depends on. True ends the search.
func (f *finder) visit(s *Symbol) bool {
	if s.choice != nil {
		s = s.choice
	}
	if f.mark[s.id] != 0 {
		return false
	}
	if f.live++; f.live > maxChain {
		return true
	}
	before := f.longest
	f.longest = 0
	f.mark[s.id] = 1
	for _, m := range s.members {
		f.mark[m.id] = 1
	}
	if f.deps(s, s) {
		return true
	}
	for _, m := range s.members {
		if f.deps(m, s) {
			return true
		}
	}
	if f.longest++; f.longest > maxChain {
		return true
	}
	f.mark[s.id], f.depth[s.id] = 2, f.longest
	for _, m := range s.members {
		f.mark[m.id], f.depth[m.id] = 2, f.longest
	}
	f.live--
	f.longest = before
	return false
}

// deps follows what s depends on; group is its choice, or itself.
func (f *finder) deps(s, group *Symbol) bool {
	for i, l := range []*propList{&s.selectedBy, &s.impliedBy} {
		how := [...]string{"is selected by", "is implied by"}[i]
		for p := l.first; p != nil; p = p.nextInTarget {
			if f.edge(s, p.node.sym, group, how, p.pos()) || f.expr(s, p.cond, group, how+" "+p.node.sym.name+" if", p.pos()) {
				return true
			}
		}
	}
	for p := s.prompts.first; p != nil; p = p.nextInSymbol {
		if f.expr(s, p.cond, group, depends, p.pos()) {
			return true
		}
	}
	for p := s.defaults.first; p != nil; p = p.nextInSymbol {
		if f.expr(s, p.cond, group, "has a default that depends on", p.pos()) ||
			!s.isChoice && f.expr(s, p.value, group, "has as its default", p.pos()) {
			return true
		}
	}
	for p := s.ranges.first; p != nil; p = p.nextInSymbol {
		const how = "has a range that depends on"
		if f.expr(s, p.cond, group, how, p.pos()) || f.edge(s, f.c.syms[p.lo], group, how, p.pos()) ||
			f.edge(s, f.c.syms[p.hi], group, how, p.pos()) {
			return true
		}
	}
	for _, n := range s.nodes {
		if f.expr(s, n.dep, group, depends, n.Pos()) {
			return true
		}
	}
	return false
}

func (f *finder) expr(s *Symbol, e expr, group *Symbol, how string, pos Pos) bool {
	if e == 0 {
		return false
	}
	if d := f.exprDepth[e]; d > 0 {
		f.longest = max(f.longest, d)
		return false
	}
	if f.live++; f.live > maxChain {
		return true
	}
	before := f.longest
	f.longest = 0
	n := f.c.exprs[e]
	found, done := false, true
	sym := func(t *Symbol) {
		found = found || f.edge(s, t, group, how, pos)
		done = done && t != group
	}
	sub := func(x int32) {
		found = found || f.expr(s, expr(x), group, how, pos)
		done = done && (x == 0 || f.exprDepth[x] > 0)
	}
	switch n.op {
	case opSym:
		sym(f.c.syms[n.a])
	case opMod:
		if f.c.modules != nil {
			sym(f.c.modules)
		}
	case opNot:
		sub(n.a)
	case opAnd, opOr:
		sub(n.a)
		sub(n.b)
	default:
		sym(f.c.syms[n.a])
		sym(f.c.syms[n.b])
	}
	f.live--
	f.longest++
	if done && !found {
		f.exprDepth[e] = f.longest
	}
	f.longest = max(f.longest, before)
	return found
}

func (f *finder) edge(from, to, group *Symbol, how string, pos Pos) bool {
	if !to.defined || to == group && to.isChoice {
		return false
	}
	if f.mark[to.id] == 2 {
		f.longest = max(f.longest, f.depth[to.id])
		return false
	}
	f.path = append(f.path, CycleStep{from.title(), to.title(), how, pos})
	f.at = append(f.at, [2]*Symbol{from, to})
	if f.mark[to.id] == 1 {
		f.cut(to)
		return true
	}
	if f.visit(to) {
		return true
	}
	f.path, f.at = f.path[:len(f.path)-1], f.at[:len(f.at)-1]
	f.longest = max(f.longest, f.depth[to.id])
	return false
}

// cut keeps the part of the path that leads from to back to it. A step out of
// a choice follows one into it by another of its values; that is told as well.
func (f *finder) cut(to *Symbol) {
	root := func(s *Symbol) *Symbol {
		if s.choice != nil {
			return s.choice
		}
		return s
	}
	begin := len(f.at) - 1
	for i, s := range f.at {
		if root(s[0]) == root(to) {
			begin = i
			break
		}
	}
	part := f.path[begin:]
	at := f.at[begin:]
	for i, step := range part {
		if i > 0 && at[i-1][1] != at[i][0] {
			f.steps = append(f.steps, joined(at[i-1][1], at[i][0]))
		}
		if step.How == depends {
			step.Pos = f.c.whereDepends(at[i][0], at[i][1], step.Pos)
		}
		f.steps = append(f.steps, step)
	}
	if last := at[len(at)-1][1]; last != at[0][0] {
		f.steps = append(f.steps, joined(last, at[0][0]))
	}
}

const depends = "depends on"

// whereDepends is the line of from, or of what it is in, that says so; otherwise
// what is given.
func (c *Config) whereDepends(from, to *Symbol, otherwise Pos) Pos {
	for _, n := range from.nodes {
		for ; n != nil; n = n.within {
			for _, x := range n.conditions {
				if c.mentions(x.what, to) {
					return Pos{n.file.name, int(x.line)}
				}
			}
		}
	}
	return otherwise
}

func joined(from, to *Symbol) CycleStep {
	return CycleStep{from.title(), to.title(), "is in a choice with", from.nodes[0].Pos()}
}
