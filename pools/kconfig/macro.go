// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"fmt"
	"strconv"
	"strings"
)

// The macro language: $(name), $(function,argument,…), name = value (expanded
// where it is used), name := value (expanded at once), name += value.

type variable struct {
	value     string
	recursive bool
	active    int // expansions that are under way
}

const (
	maxMacroArgs  = 16
	maxMacroDepth = 1000    // of $(…) within one another, calls included
	maxExpansion  = 1 << 20 // bytes that one $(…) in a file may make
)

type builtin struct {
	min, max int
	call     func(p *parser, args []string) string
}

var builtins map[string]builtin

func init() { // refers to itself through the parser
	builtins = map[string]builtin{
		"error-if": {2, 2, func(p *parser, a []string) string {
			if a[0] == "y" {
				p.failAt(p.expandAt, "%s", a[1])
			}
			return ""
		}},
		"warning-if": {2, 2, func(p *parser, a []string) string {
			if a[0] == "y" {
				p.warn(p.src.line, "%s", a[1])
			}
			return ""
		}},
		"info": {1, 1, func(p *parser, a []string) string {
			if p.opt.Info != nil {
				p.opt.Info(a[0])
			}
			return ""
		}},
		"filename": {0, 0, func(p *parser, _ []string) string { return p.src.name }},
		"lineno":   {0, 0, func(p *parser, _ []string) string { return strconv.Itoa(p.src.line) }},
		"shell":    {1, 1, (*parser).shell},
	}
}

func (p *parser) shell(a []string) string {
	if p.opt.Shell == nil {
		p.failHint(p.expandAt, "$(shell,…) is switched off for this tree",
			"Kconfig files that are not trusted must not run commands")
	}
	out, err := p.opt.Shell(a[0])
	if err != nil {
		p.failAt(p.expandAt, "$(shell,%s): %v", a[0], err)
	}
	out = strings.TrimRight(strings.ReplaceAll(out, "\r\n", "\n"), "\n")
	if i := strings.IndexByte(out, 0); i >= 0 {
		out = out[:i]
	}
	return strings.ReplaceAll(out, "\n", " ")
}

// assign carries out name op value.
func (p *parser) assign(name, op, value string) {
	v := p.vars[name]
	add := op == "+="
	if v == nil {
		v = &variable{recursive: true}
		p.vars[name] = v
		if add {
			add = false
			op = "="
		}
	}
	if !add {
		v.recursive = op == "="
	}
	if !v.recursive {
		value = p.expand(value, nil)
	}
	if add {
		value = v.value + " " + value
	}
	if len(value) > maxExpansion {
		p.failAt(p.expandAt, "the variable %s grows beyond %d bytes", name, maxExpansion)
	}
	v.value = value
}

// expand replaces every $(…) in s.
func (p *parser) expand(s string, args []string) string {
	i := strings.IndexByte(s, '$')
	if i < 0 {
		return s
	}
	var b strings.Builder
	for i >= 0 {
		b.WriteString(s[:i])
		res, used := p.dollar(s[i:], args)
		b.WriteString(res)
		s = s[i+used:]
		i = strings.IndexByte(s, '$')
		if b.Len() > maxExpansion {
			p.failAt(p.expandAt, "a macro expands to more than %d bytes", maxExpansion)
		}
	}
	b.WriteString(s)
	return b.String()
}

// dollar expands what s begins with: $(…), or a $ that means itself. It
// returns how many bytes of s that took.
func (p *parser) dollar(s string, args []string) (string, int) {
	if len(s) < 2 || s[1] != '(' {
		return "$", 1
	}
	nest := 0
	for i := 2; i < len(s); i++ {
		switch s[i] {
		case '(':
			nest++
		case ')':
			if nest--; nest < 0 {
				if p.macroDepth++; p.macroDepth > maxMacroDepth {
					p.failAt(p.expandAt, "macros call one another more than %d deep", maxMacroDepth)
				}
				res := p.clause(s[2:i], args)
				p.macroDepth--
				if p.macroDepth == 0 {
					p.expanded = 0
				} else if p.expanded += len(res) + 1; p.expanded > maxExpansion {
					p.failAt(p.expandAt, "a macro expands to more than %d bytes", maxExpansion)
				}
				return res, i + 1
			}
		}
	}
	p.failAt(p.expandAt, "the $( has no matching )")
	panic("not reached")
}

// clause works out what stands between $( and ).
func (p *parser) clause(s string, args []string) string {
	if n, err := strconv.Atoi(s); err == nil && n > 0 && n <= len(args) {
		return args[n-1]
	}
	var parts []string
	nest, start := 0, 0
	for i := range len(s) {
		switch s[i] {
		case '(':
			nest++
		case ')':
			nest--
		case ',':
			if nest == 0 {
				parts = append(parts, s[start:i])
				start = i + 1
			}
		}
	}
	parts = append(parts, s[start:])
	if len(parts) > maxMacroArgs {
		p.failAt(p.expandAt, "more than %d arguments of a macro", maxMacroArgs)
	}
	for i := range parts {
		parts[i] = p.expand(parts[i], args)
	}
	name, given := parts[0], parts[1:]

	if v := p.vars[name]; v != nil {
		if len(given) == 0 && v.active > 0 {
			p.failAt(p.expandAt, "the variable %s refers to itself", name)
		}
		if !v.recursive {
			return v.value
		}
		v.active++
		res := p.expand(v.value, given)
		v.active--
		return res
	}
	if f, ok := p.opt.Functions[name]; ok {
		res, err := f(given)
		if err != nil {
			p.failAt(p.expandAt, "$(%s): %v", name, err)
		}
		return res
	}
	if f, ok := builtins[name]; ok {
		if len(given) < f.min || len(given) > f.max {
			p.failAt(p.expandAt, "$(%s) takes %s, not %d", name, plural(f.max, "argument"), len(given))
		}
		return f.call(p, given)
	}
	if len(given) == 0 && name != "" {
		if v, ok := p.opt.Env(name); ok {
			return v
		}
	}
	return ""
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
