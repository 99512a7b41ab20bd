// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// condition reads an expression in which m is m && MODULES.
func (p *parser) condition() expr {
	p.terms, p.exprDepth = 0, 0
	return p.or(true)
}

// valueExpr reads an expression in which m is just m.
func (p *parser) valueExpr() expr {
	p.terms, p.exprDepth = 0, 0
	return p.or(false)
}

func (p *parser) or(cond bool) expr {
	e := p.andExpr(cond)
	for p.accept("||") {
		e = p.mk(opOr, int32(e), int32(p.andExpr(cond)))
	}
	return e
}

func (p *parser) andExpr(cond bool) expr {
	e := p.factor(cond)
	for p.accept("&&") {
		e = p.mk(opAnd, int32(e), int32(p.factor(cond)))
	}
	return e
}

// accept takes the next token when it is that operator.
func (p *parser) accept(operator string) bool {
	t := p.next()
	if t.kind == tokOp && t.text == operator {
		return true
	}
	p.unread(t)
	return false
}

func (p *parser) factor(cond bool) expr {
	t := p.next()
	if p.terms++; p.terms > maxExprTerms {
		p.failAt(t.offset, "more than %d terms in an expression", maxExprTerms)
	}
	if t.kind == tokOp && (t.text == "!" || t.text == "(") {
		if p.exprDepth++; p.exprDepth > maxExprDepth {
			p.failAt(t.offset, "more than %d levels of parentheses and “!”", maxExprDepth)
		}
		var e expr
		if t.text == "!" {
			e = p.mk(opNot, int32(p.factor(cond)), 0)
		} else {
			e = p.or(cond)
			if c := p.next(); c.kind != tokOp || c.text != ")" {
				p.failAt(c.offset, "expected “)”, not %s", c.describe())
			}
		}
		p.exprDepth--
		return e
	}
	l := p.operand(t)
	r := p.next()
	if r.kind == tokOp {
		if o := relation(r.text); o != opSym {
			return p.mk(o, l.id, p.operand(p.next()).id)
		}
	}
	p.unread(r)
	if cond && l.id == int32(Mod) {
		return p.mk(opMod, 0, 0)
	}
	return p.mk(opSym, l.id, 0)
}

func relation(text string) op {
	for o := opEq; o <= opGe; o++ {
		if opText[o] == text {
			return o
		}
	}
	return opSym
}

// operand is the symbol or constant that a token names.
func (p *parser) operand(t token) *Symbol {
	switch {
	case t.kind == tokQuoted:
		return p.constSymbol(t.text)
	case t.kind == tokWord && (t.macro || !reserved(t.text)):
		return p.symbol(t.text)
	case t.kind == tokWord:
		p.failAt(t.offset, "expected a symbol or a value, but “%s” is a word of the language", t.text)
	}
	p.failAt(t.offset, "expected a symbol or a value, not %s", t.describe())
	panic("not reached")
}
