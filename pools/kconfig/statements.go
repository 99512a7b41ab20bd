// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"strings"

	"unicore/pools/nearest"
)

// reserved are the words of the language: they name no symbol.
func reserved(word string) bool {
	switch word {
	case "bool", "choice", "comment", "config", "def_bool", "def_tristate", "default", "depends",
		"endchoice", "endif", "endmenu", "help", "hex", "if", "imply", "int", "mainmenu", "menu",
		"menuconfig", "modules", "on", "optional", "prompt", "range", "select", "source", "string",
		"tristate", "visible":
		return true
	}
	return false
}

// first reads the token that a statement begins with.
func (p *parser) first() token {
	t := p.next()
	for t.kind == tokEOL {
		t = p.next()
	}
	if !p.ahead {
		p.stmt = p.src.line
	}
	return t
}

func (p *parser) unread(t token) { p.tok, p.ahead = t, true }

// statements reads until the word that ends the block, or until the end of
// the file when end is empty.
func (p *parser) statements(end string, parent *Node) {
	begin := parent.Pos()
	for {
		t := p.first()
		if t.kind == tokEOF {
			if end != "" {
				e := p.failure(t.offset, "the file ends before "+end, "")
				e.Hint = "the block begins at " + begin.String()
				panic(e)
			}
			return
		}
		if t.kind != tokWord {
			p.failAt(t.offset, "a statement cannot begin with %s", t.describe())
		}
		if t.macro {
			p.assignment(t)
			continue
		}
		if t.text == end {
			p.eol()
			return
		}
		if p.choiceIn != nil {
			switch t.text {
			case "menu", "choice", "mainmenu":
				p.failAt(t.offset, "%s is not possible within a choice", t.text)
			}
		}
		switch t.text {
		case "config", "menuconfig":
			p.config(parent, t)
		case "choice":
			p.choice(parent)
		case "menu":
			p.menu(parent)
		case "if":
			n := p.newNode(ifNode)
			n.own = p.condition()
			n.conditions = []condition{{n.own, n.line}}
			p.eol()
			p.block(parent, n, "endif")
		case "comment":
			n := p.newNode(CommentNode)
			n.title = p.text("the text of the comment")
			p.eol()
			p.attach(parent, n)
			p.options(n)
		case "source", "rsource", "osource", "orsource":
			p.include(t, parent)
		case "mainmenu":
			p.root.title = p.text("the title")
			p.eol()
			if parent != p.root {
				p.failAt(t.offset, "mainmenu is not possible within a block")
			}
		case "endmenu", "endif", "endchoice":
			p.strayEnd(t, end, begin)
		default:
			p.assignment(t)
		}
	}
}

func (p *parser) strayEnd(t token, end string, begin Pos) {
	if end == "" {
		p.failAt(t.offset, "%s without %s in this file", t.text, strings.TrimPrefix(t.text, "end"))
	}
	e := p.failure(t.offset, "expected "+end+", not "+t.text, "the block begins at "+begin.String())
	panic(e)
}

func (p *parser) attach(parent, n *Node) {
	n.parent, n.within = parent, parent
	parent.children = append(parent.children, n)
}

func (p *parser) block(parent, n *Node, end string) {
	if p.blocks++; p.blocks > maxBlocks {
		p.failAt(p.src.lineOff, "more than %d blocks within one another", maxBlocks)
	}
	p.attach(parent, n)
	p.statements(end, n)
	p.blocks--
}

func (p *parser) config(parent *Node, word token) {
	s := p.name()
	p.eol()
	if s.constant {
		p.failAt(word.offset, "%s is a value, not a name", s.name)
	}
	n := p.newNode(SymbolNode)
	n.sym, n.menuconfig = s, word.text == "menuconfig"
	if !s.defined {
		s.defined = true
		p.defined = append(p.defined, s)
	}
	s.nodes = append(s.nodes, n)
	p.attach(parent, n)
	p.options(n)
	if n.menuconfig && n.prompt == nil {
		p.warnings = append(p.warnings, Warning{n.Pos(), "the menuconfig " + s.name + " has no prompt"})
	}
}

func (p *parser) choice(parent *Node) {
	var s *Symbol
	t := p.next()
	switch {
	case t.kind == tokEOL || t.kind == tokEOF:
	case t.kind == tokWord && (t.macro || !reserved(t.text)):
		p.eol()
		s = p.namedCh[t.text]
	default:
		p.failAt(t.offset, "expected the name of the choice, not %s", t.describe())
	}
	if s == nil {
		s = p.newSymbol(t.text)
		if t.kind != tokWord {
			s.name = ""
		}
		s.isChoice, s.defined, s.noWrite = true, true, true
		p.choices = append(p.choices, s)
		if s.name != "" {
			p.namedCh[s.name] = s
		}
	}
	n := p.newNode(ChoiceNode)
	n.sym = s
	s.nodes = append(s.nodes, n)
	n.parent, n.within = parent, parent
	p.options(n)
	p.choiceIn = n
	p.block(parent, n, "endchoice")
	p.choiceIn = nil
}

func (p *parser) menu(parent *Node) {
	n := p.newNode(MenuNode)
	n.title = p.text("the title of the menu")
	p.eol()
	n.parent, n.within = parent, parent
	p.options(n)
	p.block(parent, n, "endmenu")
}

// assignment reads what begins with a word that is no statement.
func (p *parser) assignment(t token) {
	o := p.next()
	if o.kind == tokOp && (t.macro || !reserved(t.text)) {
		switch o.text {
		case "=", ":=", "+=":
			s := p.src
			end := s.endOfLine()
			value := strings.TrimLeft(strings.TrimSuffix(s.text[s.pos:end], "\r"), " \t")
			if i := strings.IndexByte(value, 0); i >= 0 {
				p.failAt(s.pos, "a NUL byte: this is no text file")
			}
			p.expandAt = s.pos
			s.pos = end
			p.assign(t.text, o.text, value)
			return
		}
	}
	hint := ""
	if near := nearest.Of(t.text[:min(len(t.text), 40)], statementWords); near != "" {
		hint = "did you mean " + near + "?"
	}
	p.failHint(t.offset, "unknown statement "+quoteShort(t.text), hint)
}

// eol demands the end of the line.
func (p *parser) eol() {
	if t := p.next(); t.kind != tokEOL && t.kind != tokEOF {
		p.failAt(t.offset, "expected the end of the line, not %s", t.describe())
	}
}

// text demands a quoted string.
func (p *parser) text(what string) string {
	t := p.next()
	if t.kind != tokQuoted {
		p.failAt(t.offset, "expected %s in quotes, not %s", what, t.describe())
	}
	return t.text
}

// name demands the name of a symbol.
func (p *parser) name() *Symbol {
	t := p.next()
	if t.kind != tokWord {
		p.failAt(t.offset, "expected the name of a symbol, not %s", t.describe())
	}
	if !t.macro && reserved(t.text) {
		p.failAt(t.offset, "expected the name of a symbol, but %s is a word of the language", t.text)
	}
	return p.symbol(t.text)
}

func (t token) describe() string {
	switch t.kind {
	case tokEOF:
		return "the end of the file"
	case tokEOL:
		return "the end of the line"
	}
	return quoteShort(t.text)
}

func quoteShort(s string) string {
	if len(s) > 40 {
		s = s[:40] + "…"
	}
	return "“" + strings.Map(func(r rune) rune {
		if r < ' ' || r == 0x7f {
			return '?'
		}
		return r
	}, s) + "”"
}

var statementWords = []string{
	"config", "menuconfig", "choice", "endchoice", "menu", "endmenu", "if", "endif", "comment", "source",
	"rsource", "osource", "orsource", "mainmenu", "bool", "tristate", "int", "hex", "string", "default",
	"def_bool", "def_tristate", "depends", "select", "imply", "range", "help", "prompt", "optional",
	"modules", "visible",
}
