// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "strings"

// options reads the lines below an entry.
func (p *parser) options(n *Node) {
	conditions := 0
	for {
		t := p.first()
		if t.kind != tokWord || t.macro {
			p.unread(t)
			return
		}
		isSym, isChoice := n.kind == SymbolNode, n.kind == ChoiceNode
		ok := true
		switch t.text {
		case "depends":
			if on := p.next(); on.kind != tokWord || on.text != "on" {
				p.failAt(on.offset, "expected “on” after depends, not %s", on.describe())
			}
			if conditions++; conditions > maxConditions {
				p.failAt(t.offset, "more than %d conditions of one entry", maxConditions)
			}
			line := int32(p.stmt)
			what := p.condition()
			n.conditions = append(n.conditions, condition{what, line})
			n.own = p.and(n.own, what)
			p.eol()
		case "visible":
			if ok = n.kind == MenuNode; ok {
				n.visibleIf = p.and(n.visibleIf, p.optionalIf())
				p.eol()
			}
		case "help", "---help---":
			if ok = isSym || isChoice; ok {
				p.help(n)
			}
		case "bool", "tristate", "int", "hex", "string":
			typ := typeNamed(t.text)
			if ok = isSym || isChoice && typ <= TristateType; ok {
				p.setType(n.sym, typ, t)
				p.inlinePrompt(n)
			}
		case "prompt":
			if ok = isSym || isChoice; ok {
				p.prompt(n, p.text("the prompt"))
			}
		case "default", "def_bool", "def_tristate", "def_int", "def_hex", "def_string":
			if ok = isSym || isChoice && t.text == "default"; ok {
				p.defaultLine(n, t)
			}
		case "select", "imply":
			if ok = isSym; ok {
				p.selectLine(n, t)
			}
		case "range":
			if ok = isSym; ok {
				q := p.newProp(propRange, n)
				q.lo = p.operand(p.next()).id
				q.hi = p.operand(p.next()).id
				q.cond = p.optionalIf()
				p.eol()
				n.sym.ranges.add(q)
			}
		case "modules":
			if ok = isSym; ok {
				p.eol()
				p.setModules(n.sym, t)
			}
		case "optional":
			if ok = isChoice; ok {
				p.eol()
				n.sym.optional = true
			}
		case "option":
			if ok = isSym; ok {
				p.oldOption(n)
			}
		default:
			p.unread(t)
			return
		}
		if !ok {
			p.failAt(t.offset, "%s is no option of a %s", t.text, [...]string{"menu", "comment", "config", "choice"}[n.kind])
		}
	}
}

func typeNamed(word string) Type {
	switch word {
	case "bool":
		return Bool
	case "tristate":
		return TristateType
	case "int":
		return Int
	case "hex":
		return Hex
	}
	return String
}

func (p *parser) setType(s *Symbol, t Type, word token) {
	if s.typ != Unknown && s.typ != t {
		p.warn(p.stmt, "%s was %s before; %s is ignored", s.title(), s.typ, t)
		return
	}
	s.typ = t
}

func (s *Symbol) title() string {
	if s.name == "" {
		return "the choice"
	}
	return s.name
}

// inlinePrompt reads what may follow a type.
func (p *parser) inlinePrompt(n *Node) {
	t := p.next()
	switch t.kind {
	case tokEOL, tokEOF:
	case tokQuoted:
		p.prompt(n, t.text)
	default:
		p.failAt(t.offset, "expected a prompt in quotes or the end of the line, not %s", t.describe())
	}
}

func (p *parser) prompt(n *Node, text string) {
	if trimmed := strings.TrimLeft(text, " \t\v\f\r"); trimmed != text {
		p.warn(p.stmt, "blanks before the prompt are ignored")
		text = trimmed
	}
	if n.prompt != nil {
		p.warn(p.stmt, "%s has a prompt already", n.sym.title())
	}
	q := p.newProp(propPrompt, n)
	q.text, q.cond = text, p.optionalIf()
	q.value = q.cond // without what comes from outside
	p.eol()
	for up := n.parent; up != nil; up = up.parent {
		q.cond = p.and(q.cond, up.visibleIf)
	}
	n.sym.prompts.add(q)
	n.prompt = q
}

func (p *parser) defaultLine(n *Node, word token) {
	q := p.newProp(propDefault, n)
	if n.kind == ChoiceNode {
		s := p.name()
		q.value = p.mk(opSym, s.id, 0)
	} else {
		q.value = p.valueExpr()
	}
	q.cond = p.optionalIf()
	p.eol()
	n.sym.defaults.add(q)
	if typ, ok := strings.CutPrefix(word.text, "def_"); ok {
		p.setType(n.sym, typeNamed(typ), word)
	}
}

func (p *parser) selectLine(n *Node, word token) {
	kind, list := propSelect, &n.sym.selects
	if word.text == "imply" {
		kind, list = propImply, &n.sym.implies
	}
	q := p.newProp(kind, n)
	q.target = p.name()
	q.cond = p.optionalIf()
	p.eol()
	list.add(q)
}

func (p *parser) help(n *Node) {
	p.eol()
	if n.hasHelp {
		p.warn(p.stmt, "%s has a help text already: only this one is kept", n.sym.title())
	}
	n.hasHelp = true
	n.help = p.helpText()
	if n.help == "" {
		p.warn(p.stmt, "the help text of %s is empty", n.sym.title())
	}
}

func (p *parser) setModules(s *Symbol, word token) {
	if p.modules != nil && p.modules != s {
		p.failAt(word.offset, "%s is the symbol with the modules option already", p.modules.name)
	}
	p.modules = s
}

// oldOption reads the option lines of kernels before 5.14.
func (p *parser) oldOption(n *Node) {
	t := p.next()
	switch t.text {
	case "modules":
		p.setModules(n.sym, t)
	case "defconfig_list":
		n.sym.noWrite = true
	case "allnoconfig_y":
		n.sym.allnoY = true
	case "env":
		if eq := p.next(); eq.kind != tokOp || eq.text != "=" {
			p.failAt(eq.offset, "expected “=”, not %s", eq.describe())
		}
		name := p.text("the name of the environment variable")
		n.sym.noWrite = true
		if v, ok := p.opt.Env(name); ok {
			q := p.newProp(propDefault, n)
			q.value = p.mk(opSym, p.constSymbol(v).id, 0)
			n.sym.defaults.add(q)
		} else {
			p.warn(p.stmt, "the environment variable %s is not set", name)
		}
	default:
		p.failAt(t.offset, "unknown option %s", t.describe())
	}
	p.eol()
}

// optionalIf reads “if condition”, or nothing.
func (p *parser) optionalIf() expr {
	t := p.next()
	if t.kind == tokWord && !t.macro && t.text == "if" {
		return p.condition()
	}
	p.unread(t)
	return 0
}
