// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "strings"

type tokenKind uint8

const (
	tokEOF tokenKind = iota
	tokEOL
	tokWord   // what a macro expands to is one, whatever it holds
	tokQuoted //
	tokOp     // text is the operator
)

type token struct {
	kind   tokenKind
	macro  bool // a word that a macro had a part in: never a keyword
	text   string
	offset int // in the file
}

// source is a file that is being read.
type source struct {
	name    string
	text    string
	pos     int
	line    int // of pos
	lineOff int // where that line begins
	from    *source
	at      int // line of the source statement that is being carried out
	depth   int
}

func isWordByte(b byte) bool { return wordBytes[b] }

var wordBytes = func() (t [256]bool) {
	for _, b := range "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-" {
		t[b] = true
	}
	return
}()

// next reads a token. Comments, blanks and joined lines are skipped.
func (p *parser) next() token {
	if p.ahead {
		p.ahead = false
		return p.tok
	}
	s := p.src
	text := s.text
	for s.pos < len(text) {
		b := text[s.pos]
		switch {
		case b == ' ' || b == '\t':
			s.pos++
		case isWordByte(b):
			start := s.pos
			for s.pos < len(text) && isWordByte(text[s.pos]) {
				s.pos++
			}
			if s.pos < len(text) && text[s.pos] == '$' {
				s.pos = start
				if t, ok := p.expandedWord(); ok {
					return t
				}
				continue
			}
			return token{kind: tokWord, text: text[start:s.pos], offset: start}
		case b == '$':
			if t, ok := p.expandedWord(); ok {
				return t
			}
		case b == '\n':
			t := token{kind: tokEOL, offset: s.pos}
			p.newline()
			return t
		case b == '"' || b == '\'':
			return p.quoted()
		case b == '#':
			s.pos = s.endOfLine()
		case b == '\\' && s.ahead("\\\n"):
			s.pos++
			p.newline()
		case b == '\r' && s.ahead("\r\n"):
			s.pos++
		default:
			if o := operator(text[s.pos:]); o != "" {
				t := token{kind: tokOp, text: o, offset: s.pos}
				s.pos += len(o)
				return t
			}
			if b == 0 {
				p.failAt(s.pos, "a NUL byte: this is no text file")
			}
			p.warn(s.line, "the character %q has no meaning here and is ignored", rune(b))
			s.pos++
		}
	}
	return token{kind: tokEOF, offset: s.pos}
}

func (p *parser) newline() {
	s := p.src
	s.pos++
	s.line++
	s.lineOff = s.pos
}

func (s *source) ahead(what string) bool { return strings.HasPrefix(s.text[s.pos:], what) }

// endOfLine is the place of the next line end.
func (s *source) endOfLine() int {
	if i := strings.IndexByte(s.text[s.pos:], '\n'); i >= 0 {
		return s.pos + i
	}
	return len(s.text)
}

func operator(t string) string {
	two := ""
	if len(t) > 1 {
		two = t[:2]
	}
	switch two {
	case "||", "&&", "!=", "<=", ">=", ":=", "+=":
		return two
	}
	switch t[0] {
	case '=', '<', '>', '!', '(', ')':
		return t[:1]
	}
	return ""
}

// quoted reads a string; s.pos is at its quote.
func (p *parser) quoted() token {
	s := p.src
	start, quote := s.pos, s.text[s.pos]
	s.pos++
	// Most hold neither escapes nor macros.
	for i := s.pos; i < len(s.text); i++ {
		ch := s.text[i]
		if ch == quote {
			s.pos = i + 1
			return token{kind: tokQuoted, text: s.text[start+1 : i], offset: start}
		}
		if ch == '\\' || ch == '$' || ch == '\n' || ch == 0 {
			break
		}
	}
	var b strings.Builder
	for s.pos < len(s.text) {
		switch ch := s.text[s.pos]; ch {
		case quote:
			s.pos++
			return token{kind: tokQuoted, text: b.String(), offset: start}
		case '\\':
			s.pos++
			if s.pos < len(s.text) && s.text[s.pos] != '\n' {
				b.WriteByte(s.text[s.pos])
				s.pos++
			}
		case '$':
			b.WriteString(p.dollarInFile())
		case 0:
			p.failAt(s.pos, "a NUL byte: this is no text file")
		case '\n':
			p.failAt(start, "the string is not closed on this line")
		default:
			b.WriteByte(ch)
			s.pos++
		}
	}
	p.failAt(start, "the string is not closed on this line")
	panic("not reached")
}

// expandedWord reads a word that has a $ in it. It reports false when nothing
// is left of it.
func (p *parser) expandedWord() (token, bool) {
	s := p.src
	start := s.pos
	var b strings.Builder
	for s.pos < len(s.text) {
		ch := s.text[s.pos]
		if ch == '$' {
			b.WriteString(p.dollarInFile())
		} else if isWordByte(ch) {
			b.WriteByte(ch)
			s.pos++
		} else {
			break
		}
	}
	return token{kind: tokWord, macro: true, text: b.String(), offset: start}, b.Len() > 0
}

// dollarInFile expands what begins with the $ at s.pos.
func (p *parser) dollarInFile() string {
	s := p.src
	end := s.endOfLine()
	p.expandAt = s.pos
	res, used := p.dollar(s.text[s.pos:end], nil)
	s.pos += used
	return res
}

// helpText reads the lines after help: all that are indented at least like the
// first one, which must be indented.
func (p *parser) helpText() string {
	s := p.src
	start, end, indent := s.pos, s.pos, 0
	for s.pos < len(s.text) {
		eol := s.endOfLine()
		line := s.text[s.pos:eol]
		if width, text := indentation(line); text != "" {
			if width == 0 || width < indent {
				break
			}
			if indent == 0 {
				indent = width
			}
			end = eol
		}
		s.pos = eol
		if eol < len(s.text) {
			p.newline()
		}
	}
	if i := strings.IndexByte(s.text[start:end], 0); i >= 0 {
		p.failAt(start+i, "a NUL byte: this is no text file")
	}
	return s.text[start:end]
}

// indentation splits a line into the width of its leading blanks and the text.
func indentation(line string) (width int, text string) {
	i := 0
	for ; i < len(line); i++ {
		switch line[i] {
		case ' ':
			width++
			continue
		case '\t':
			width = width&^7 + 8
			continue
		}
		break
	}
	return width, strings.TrimRight(line[i:], " \t\r")
}

// unindent takes the blanks off that the first line has, and those at the ends
// of lines.
func unindent(help string) string {
	var b strings.Builder
	indent, blank := 0, 0
	for line := range strings.SplitSeq(help, "\n") {
		width, text := indentation(line)
		if text == "" {
			blank++
			continue
		}
		if indent == 0 {
			indent, blank = width, 0
		}
		for ; blank > 0; blank-- {
			b.WriteByte('\n')
		}
		for range width - indent {
			b.WriteByte(' ')
		}
		b.WriteString(text)
		b.WriteByte('\n')
	}
	return b.String()
}
