// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"strconv"
	"strings"
)

// expr is the place of an expression in Config.exprs. Zero is no condition,
// which holds always. Expressions never change, so they are shared freely.
type expr int32

type op uint8

const (
	opSym op = iota // a: symbol
	opMod           // m && MODULES: what a bare m means in a condition
	opNot           // a: expr
	opAnd           // a, b: expr
	opOr            // a, b: expr
	opEq            // a, b: symbols, like all that follow
	opNe
	opLt
	opLe
	opGt
	opGe
)

var opText = [...]string{"", "m", "!", " && ", " || ", "=", "!=", "<", "<=", ">", ">="}

type exprNode struct {
	op   op
	a, b int32
}

func (c *Config) mk(o op, a, b int32) expr {
	c.exprs = append(c.exprs, exprNode{o, a, b})
	return expr(len(c.exprs) - 1)
}

// and joins two conditions either of which may be absent.
func (c *Config) and(a, b expr) expr {
	if a == 0 || a == b {
		return b
	}
	if b == 0 {
		return a
	}
	return c.mk(opAnd, int32(a), int32(b))
}

// eval works an expression out.
func (c *Config) eval(e expr) Tristate {
	if e == 0 {
		return Yes
	}
	n := &c.exprs[e]
	switch n.op {
	case opSym:
		s := c.syms[n.a]
		if !s.now.valid {
			c.calc(s)
		}
		return s.now.tri
	case opMod:
		if c.modules == nil {
			return No
		}
		return min(Mod, c.value(c.modules).tri)
	case opNot:
		return Yes - c.eval(expr(n.a))
	case opAnd, opOr:
		// The conditions of a block are part of those of all that is in it.
		if v := c.memo[e]; v != 0 {
			return Tristate(v - 1)
		}
		v := c.eval(expr(n.a))
		if n.op == opAnd && v != No {
			v = min(v, c.eval(expr(n.b)))
		} else if n.op == opOr && v != Yes {
			v = max(v, c.eval(expr(n.b)))
		}
		c.memo[e] = uint8(v) + 1
		return v
	}
	return c.compare(n)
}

// evalPlain is eval, except that m is m whether there are modules or not: that
// is how Linux takes the visible if of a menu.
func (c *Config) evalPlain(e expr) Tristate {
	if e == 0 {
		return Yes
	}
	switch n := c.exprs[e]; n.op {
	case opMod:
		return Mod
	case opNot:
		return Yes - c.evalPlain(expr(n.a))
	case opAnd:
		return min(c.evalPlain(expr(n.a)), c.evalPlain(expr(n.b)))
	case opOr:
		return max(c.evalPlain(expr(n.a)), c.evalPlain(expr(n.b)))
	}
	return c.eval(e)
}

// compare works a relation out: as numbers when both sides are, as text
// otherwise.
func (c *Config) compare(n *exprNode) Tristate {
	l, r := c.syms[n.a], c.syms[n.b]
	c.value(l)
	c.value(r)
	ls, rs := l.text(), r.text()
	res, done := 0, false
	if l.typ != String || r.typ != String {
		lv, lk := number(ls, l.typ)
		rv, rk := number(rs, r.typ)
		switch {
		case lk == notNumber || rk == notNumber:
		case lk == unsigned || rk == unsigned:
			res, done = order(uint64(lv), uint64(rv)), true
		default:
			res, done = order(lv, rv), true
		}
	}
	if !done {
		res = strings.Compare(ls, rs)
	}
	ok := false
	switch n.op {
	case opEq:
		ok = res == 0
	case opNe:
		ok = res != 0
	case opLt:
		ok = res < 0
	case opLe:
		ok = res <= 0
	case opGt:
		ok = res > 0
	case opGe:
		ok = res >= 0
	}
	if ok {
		return Yes
	}
	return No
}

func order[T int64 | uint64](a, b T) int {
	if a < b {
		return -1
	}
	if a > b {
		return 1
	}
	return 0
}

// walk calls f for every symbol of an expression until it returns false.
func (c *Config) walk(e expr, f func(*Symbol) bool) bool {
	if e == 0 {
		return true
	}
	n := c.exprs[e]
	switch n.op {
	case opSym:
		return f(c.syms[n.a])
	case opMod:
		return c.modules == nil || f(c.modules)
	case opNot:
		return c.walk(expr(n.a), f)
	case opAnd, opOr:
		return c.walk(expr(n.a), f) && c.walk(expr(n.b), f)
	}
	return f(c.syms[n.a]) && f(c.syms[n.b])
}

// exprString writes an expression as it would stand in a Kconfig file.
func (c *Config) exprString(e expr) string {
	var b strings.Builder
	c.print(&b, e, 0)
	return b.String()
}

func (c *Config) print(b *strings.Builder, e expr, outer op) {
	if e == 0 {
		b.WriteByte('y')
		return
	}
	n := c.exprs[e]
	switch n.op {
	case opSym:
		b.WriteString(c.syms[n.a].ref())
	case opMod:
		b.WriteByte('m')
	case opNot:
		b.WriteByte('!')
		c.print(b, expr(n.a), opNot)
	case opAnd, opOr:
		paren := outer == opNot || outer == opAnd && n.op == opOr
		if paren {
			b.WriteByte('(')
		}
		c.print(b, expr(n.a), n.op)
		b.WriteString(opText[n.op])
		c.print(b, expr(n.b), n.op)
		if paren {
			b.WriteByte(')')
		}
	default:
		paren := outer == opNot
		if paren {
			b.WriteByte('(')
		}
		b.WriteString(c.syms[n.a].ref() + opText[n.op] + c.syms[n.b].ref())
		if paren {
			b.WriteByte(')')
		}
	}
}

// ref is how an expression names the symbol.
func (s *Symbol) ref() string {
	if s.isChoice && s.name == "" {
		return "<choice>"
	}
	if s.constant && s.id > 2 {
		return strconv.Quote(s.name)
	}
	return s.name
}
