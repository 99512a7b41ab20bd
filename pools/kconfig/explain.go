// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "strconv"

// Source says where a value comes from.
type Source uint8

const (
	// FromNothing: no answer, no default; the value is n or empty.
	FromNothing Source = iota
	// FromAnswer: a user's answer.
	FromAnswer
	// FromDefault: a default line.
	FromDefault
	// FromSelect: held up by select.
	FromSelect
	// FromImply: switched on by imply.
	FromImply
	// FromChoice: a value of a choice of which one is y.
	FromChoice
	// FromRange: the nearest end of a range.
	FromRange
	// FromName: nowhere defined, or without a type.
	FromName
)

// Explanation is why a symbol has its value, and what keeps it from others.
type Explanation struct {
	Symbol *Symbol
	Value  string
	Source Source
	// Pos is the line that the value comes from, when there is one.
	Pos *Pos
	// Links are the selects and implies that have an effect now.
	Links []Link
	// Ignored is an answer that has no effect; empty when there is none.
	Ignored string
	// Limit is the most that a user can set now, for bool and tristate; for
	// all others, No says that they are hidden.
	Limit Tristate
	// Blocked is what keeps Limit below y, all of which must change; empty
	// when nothing does.
	Blocked []*Cause
	// Unmet are the dependencies that a select did not care about.
	Unmet []*Cause
}

// Link is a select or imply between two symbols.
type Link struct {
	From, To *Symbol
	Imply    bool
	Pos      Pos
	If       string   // its condition
	Value    Tristate // what it asks for now
}

// Cause is a part of a condition that does not hold.
type Cause struct {
	// Text is that part as it is written; a negated one begins with "!".
	Text string
	// Pos is the line that demands it.
	Pos Pos
	// Value is what it is, Need what it would have to be at least.
	Value, Need Tristate
	// Symbol decides it, and has the value Is; nil when Any is set or when
	// only constants are compared.
	Symbol *Symbol
	Is     string
	// Want is the value of Symbol that makes the part hold; empty when that
	// cannot be told.
	Want string
	// Settable reports that a user can set Symbol to Want now.
	Settable bool
	// Because is why a user cannot, when the reason is a condition.
	Because []*Cause
	// Links are the selects that hold Symbol up when it should be lower, or
	// that could raise it when it has no prompt.
	Links []Link
	// Any are alternatives: one of them is enough. Each is a list of what
	// must change together.
	Any [][]*Cause
}

// maxCauses bounds how far causes of causes are followed.
const maxCauses = 12

// Explain says why a symbol has its value.
func (c *Config) Explain(s *Symbol) *Explanation {
	st := c.value(s)
	e := &Explanation{Symbol: s, Value: s.text(), Limit: st.vis}
	logic := s.typ == Bool || s.typ == TristateType
	e.Links = append(c.links(&s.selectedBy, true), c.links(&s.impliedBy, true)...)
	if a, ok := s.Answer(); ok && a != e.Value && !s.isChoice {
		e.Ignored = a
	}
	c.explainSource(s, e, logic)
	if s.prompts.first != nil && st.vis != Yes {
		x := explainer{c: c, seen: map[*Symbol]bool{s: true}}
		e.Blocked = x.prompts(s, Yes)
	}
	if logic && st.dir < st.rev {
		x := explainer{c: c, seen: map[*Symbol]bool{s: true}}
		e.Unmet = x.below(s.dir, false, st.rev, s.nodes[0].Pos())
	}
	return e
}

func (c *Config) explainSource(s *Symbol, e *Explanation, logic bool) {
	st := &s.now
	at := func(p *prop) {
		pos := p.pos()
		e.Pos = &pos
	}
	d := c.activeProp(&s.defaults)
	switch {
	case s.typ == Unknown:
		e.Source = FromName
	case s.choice != nil && st.vis == Yes:
		e.Source = FromChoice
	case logic && st.rev == st.tri && st.rev != No && !(s.user.set && st.vis != No && min(s.user.tri, st.vis) >= st.rev) && !s.isChoice:
		e.Source = FromSelect
		for _, l := range e.Links {
			if !l.Imply && e.Pos == nil {
				pos := l.Pos
				e.Pos = &pos
			}
		}
	case s.user.set && st.vis != No && (s.user.str == st.str || logic):
		e.Source = FromAnswer
	case logic && st.implied != No && st.tri != No && (d == nil || min(c.eval(d.value), c.eval(d.cond)) < st.tri):
		e.Source = FromImply
	case !logic && d != nil && st.str != c.defaultText(s) || !logic && d == nil && st.str != "":
		e.Source = FromRange
		if r := c.activeProp(&s.ranges); r != nil {
			at(r)
		}
	case d != nil && !s.isChoice:
		e.Source = FromDefault
		at(d)
	}
}

// links are the selects or implies of a list, all or those in force.
func (c *Config) links(l *propList, active bool) []Link {
	var out []Link
	for p := l.first; p != nil; p = p.nextInTarget {
		if v := c.force(p); v != No || !active {
			out = append(out, c.link(p, v))
		}
	}
	return out
}

func (c *Config) link(p *prop, v Tristate) Link {
	return Link{p.node.sym, p.target, p.kind == propImply, p.pos(), c.exprString(p.cond), v}
}

// SelectedBy are the selects and implies of the symbol that the tree has, in
// force or not.
func (s *Symbol) SelectedBy() []Link {
	return append(s.c.links(&s.selectedBy, false), s.c.links(&s.impliedBy, false)...)
}

// Selects are the selects and implies that the symbol has.
func (s *Symbol) Selects() []Link {
	var out []Link
	for _, l := range []*propList{&s.selects, &s.implies} {
		for p := l.first; p != nil; p = p.nextInSymbol {
			out = append(out, s.c.link(p, s.c.force(p)))
		}
	}
	return out
}

// DependsOn is the condition of all definitions of the symbol together, blocks
// around them included.
func (s *Symbol) DependsOn() string { return s.c.exprString(s.dir) }

// Dependents are the symbols and choices whose value may follow from this one,
// in the order of the tree.
func (s *Symbol) Dependents() []*Symbol {
	found := map[*Symbol]bool{}
	s.c.reach(s, func(t *Symbol) bool {
		found[t] = true
		return t == s
	})
	var out []*Symbol
	for _, l := range [][]*Symbol{s.c.defined, s.c.choices} {
		for _, t := range l {
			if t != s && found[t] {
				out = append(out, t)
			}
		}
	}
	return out
}

type explainer struct {
	c     *Config
	seen  map[*Symbol]bool
	depth int
	count int
}

// prompts is what keeps every prompt of s below need.
func (x *explainer) prompts(s *Symbol, need Tristate) []*Cause {
	var any [][]*Cause
	for p := s.prompts.first; p != nil; p = p.nextInSymbol {
		any = append(any, x.below(p.cond, false, need, p.node.Pos()))
	}
	switch len(any) {
	case 0:
		return nil
	case 1:
		return any[0]
	}
	return []*Cause{{Text: "one of its prompts", Pos: s.nodes[0].Pos(), Value: s.now.vis, Need: need, Any: any}}
}

// below lists what keeps e (or !e) below need.
func (x *explainer) below(e expr, neg bool, need Tristate, pos Pos) []*Cause {
	c := x.c
	v := c.eval(e)
	if neg {
		v = Yes - v
	}
	if v >= need || e == 0 {
		return nil
	}
	n := c.exprs[e]
	switch {
	case n.op == opNot:
		return x.below(expr(n.a), !neg, need, pos)
	case n.op == opAnd && !neg, n.op == opOr && neg:
		return append(x.below(expr(n.a), neg, need, pos), x.below(expr(n.b), neg, need, pos)...)
	case n.op == opAnd || n.op == opOr:
		return []*Cause{{
			Text: c.signed(e, neg), Pos: pos, Value: v, Need: need,
			Any: [][]*Cause{x.below(expr(n.a), neg, need, pos), x.below(expr(n.b), neg, need, pos)},
		}}
	}
	return []*Cause{x.leaf(e, neg, v, need, pos)}
}

func (c *Config) signed(e expr, neg bool) string {
	s := c.exprString(e)
	if !neg {
		return s
	}
	if op := c.exprs[e].op; op > opNot {
		return "!(" + s + ")"
	}
	return "!" + s
}

// leaf explains a symbol or a comparison.
func (x *explainer) leaf(e expr, neg bool, v, need Tristate, pos Pos) *Cause {
	c := x.c
	cause := &Cause{Text: c.signed(e, neg), Pos: pos, Value: v, Need: need}
	n := c.exprs[e]
	switch n.op {
	case opSym:
		cause.Symbol = c.syms[n.a]
		cause.Want = need.String()
		if neg {
			cause.Want = (Yes - need).String()
		}
	case opMod:
		if c.modules != nil && !neg {
			cause.Symbol, cause.Want = c.modules, "y"
		}
	default:
		l, r := c.syms[n.a], c.syms[n.b]
		o := n.op
		if !l.defined {
			l, r = r, l
			o = mirrored(o)
		}
		if !l.defined {
			return cause
		}
		cause.Symbol = l
		if !r.defined {
			cause.Want = wanted(l, r.text(), o, neg)
		}
	}
	if s := cause.Symbol; s != nil {
		if !s.defined {
			cause.Symbol, cause.Want = nil, ""
			return cause
		}
		cause.Is = s.Value()
		x.why(cause, s)
	}
	return cause
}

func mirrored(o op) op {
	switch o {
	case opLt:
		return opGt
	case opLe:
		return opGe
	case opGt:
		return opLt
	case opGe:
		return opLe
	}
	return o
}

// wanted is a value of s that makes “s o value” hold, or “!(s o value)”; empty
// when it cannot be told.
func wanted(s *Symbol, value string, o op, neg bool) string {
	if neg {
		o = [...]op{opEq: opNe, opNe: opEq, opLt: opGe, opLe: opGt, opGt: opLe, opGe: opLt}[o]
	}
	if s.typ == Bool && o == opNe {
		if value == "y" {
			return "n"
		}
		return "y"
	}
	n, kind := number(value, s.typ)
	switch {
	case o == opEq:
		return value
	case o == opNe || s.typ != Int && s.typ != Hex || kind == notNumber:
		return ""
	case o == opGt:
		n++
	case o == opLt:
		n--
	}
	if s.typ == Hex {
		return "0x" + strconv.FormatUint(uint64(n), 16)
	}
	return strconv.FormatInt(n, 10)
}

// why fills in whether a user can give the symbol the value that is wanted.
func (x *explainer) why(cause *Cause, s *Symbol) {
	c := x.c
	if x.count++; x.seen[s] || x.depth >= maxCauses || x.count > 1000 {
		return
	}
	x.seen[s] = true
	x.depth++
	defer func() {
		x.depth--
		delete(x.seen, s)
	}()
	want, logic := triNamed(cause.Want)
	if s.typ != Bool && s.typ != TristateType {
		if s.now.vis == No {
			cause.Because = x.prompts(s, Mod)
			return
		}
		r := c.activeProp(&s.ranges)
		cause.Settable = cause.Want != "" && (s.typ == String ||
			validNumber(cause.Want, s.typ) && (r == nil || c.outside(s, r, cause.Want) == nil))
		return
	}
	if !logic {
		return
	}
	for _, a := range s.Assignable() {
		// More is as good where more is asked for.
		if a == want || a > want && want > s.now.tri && !cause.Settable {
			cause.Settable = true
			cause.Want = a.String()
		}
	}
	if cause.Settable {
		return
	}
	if want < s.now.tri {
		cause.Links = c.links(&s.selectedBy, true)
		return
	}
	if s.prompts.first == nil {
		cause.Links = append(c.links(&s.selectedBy, false), c.links(&s.impliedBy, false)...)
		if d := s.defaults.first; d != nil && len(cause.Links) == 0 {
			cause.Because = x.defaults(s, want)
		}
		return
	}
	cause.Because = x.prompts(s, want)
}

// defaults is what keeps every default of s below need.
func (x *explainer) defaults(s *Symbol, need Tristate) []*Cause {
	var any [][]*Cause
	for p := s.defaults.first; p != nil; p = p.nextInSymbol {
		any = append(any, append(x.below(p.cond, false, need, p.pos()), x.below(p.value, false, need, p.pos())...))
	}
	if len(any) == 1 {
		return any[0]
	}
	return []*Cause{{Text: "one of its defaults", Pos: s.defaults.first.pos(), Value: s.now.tri, Need: need, Any: any}}
}
