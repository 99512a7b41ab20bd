// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"strings"

	"unicore/pools/kconfig"
)

// item is a line of a menu.
type item struct {
	node   *kconfig.Node
	depth  int
	hidden bool // shown only because the user wants to see all
}

// items are the lines of the page of a node: its children, and below those that
// open no page of their own, theirs.
func items(page *kconfig.Node, all bool) []item {
	var out []item
	var add func(n *kconfig.Node, depth int)
	add = func(n *kconfig.Node, depth int) {
		for _, m := range n.Children() {
			if m.Title() == "" {
				continue
			}
			visible := m.Visible()
			if visible || all {
				out = append(out, item{m, depth, !visible})
			}
			if !m.Opens() && (visible || all) {
				add(m, depth+1)
			}
		}
	}
	add(page, 0)
	return out
}

// isRadio reports whether a page is a choice of which one value is y.
func isRadio(page *kconfig.Node) bool {
	s := page.Symbol()
	return s != nil && s.IsChoice() && s.Tri() == kconfig.Yes
}

// mark is what stands before the title: the value, and whether it can be
// changed.
func (it item) mark() string {
	s := it.node.Symbol()
	if s == nil {
		return "   "
	}
	if it.hidden {
		return " - "
	}
	v := s.Value()
	switch s.Type() {
	case kconfig.Int, kconfig.Hex, kconfig.String:
		return "(" + v + ")"
	}
	can := s.Assignable()
	if p := it.node.Parent(); s.Choice() != nil && p.Symbol() == s.Choice() && isRadio(p) {
		if v == "y" {
			return "(X)"
		}
		return "( )"
	}
	if s.IsChoice() && len(can) < 2 {
		return "   "
	}
	sign := map[string]string{"n": " ", "m": "M", "y": "*"}[v]
	switch {
	case len(can) < 2:
		if sign == " " {
			return "- -"
		}
		return "-" + sign + "-"
	case s.EffectiveType() != kconfig.TristateType:
		return "[" + sign + "]"
	case can[0] == kconfig.Mod: // it is selected, as m
		return "{" + sign + "}"
	}
	return "<" + sign + ">"
}

// text is the line without what it is drawn with.
func (it item) text() string {
	n := it.node
	indent := strings.Repeat("  ", it.depth)
	switch n.Kind() {
	case kconfig.CommentNode:
		return indent + "    *** " + n.Title() + " ***"
	case kconfig.MenuNode:
		return indent + "    " + n.Title() + arrow(n)
	}
	s := n.Symbol()
	line := indent + it.mark() + " " + n.Title()
	if s.IsChoice() {
		if sel := s.Selection(); sel != nil && !it.hidden {
			line += " (" + titleOf(sel) + ")"
		}
		return line + arrow(n)
	}
	isText := s.Type() >= kconfig.Int && !it.hidden
	if _, answered := s.Answer(); !answered && (isText || len(s.Assignable()) > 1) && s.Choice() == nil {
		line += " (NEW)"
	}
	if n.Opens() {
		line += arrow(n)
	}
	return line
}

// arrow tells a page with something on it from an empty one.
func arrow(n *kconfig.Node) string {
	for _, m := range n.Children() {
		if m.Visible() {
			return "  --->"
		}
	}
	return "  ----"
}

func titleOf(s *kconfig.Symbol) string {
	for _, n := range s.Nodes() {
		if n.Title() != "" {
			return n.Title()
		}
	}
	return s.Name()
}

// path are the pages that lead to a node, without the root.
func path(n *kconfig.Node) []*kconfig.Node {
	var out []*kconfig.Node
	for ; n != nil && n.Parent() != nil; n = n.Parent() {
		if n.Opens() {
			out = append([]*kconfig.Node{n}, out...)
		}
	}
	return out
}

// pageOf is the page that a node's line is on.
func pageOf(n *kconfig.Node) *kconfig.Node {
	p := n.Parent()
	for p.Parent() != nil && !p.Opens() {
		p = p.Parent()
	}
	return p
}

// status explains the line in few words: what keeps it hidden or fixed.
func (it item) status() string {
	s := it.node.Symbol()
	if s == nil {
		if it.hidden {
			return "hidden: it needs " + it.node.Condition()
		}
		return ""
	}
	if s.IsChoice() && !it.hidden {
		return ""
	}
	c := it.node.Config()
	e := c.Explain(s)
	if len(e.Blocked) > 0 {
		b := e.Blocked[0]
		text := "needs " + b.Text
		if b.Symbol != nil {
			text += ": " + name(b.Symbol) + " is " + b.Is
			if b.Settable {
				text += ", set it to " + b.Want
			}
		}
		if more := len(e.Blocked) - 1; more > 0 {
			text += ", and more (?)"
		}
		return text
	}
	for _, l := range e.Links {
		if !l.Imply {
			return "selected by " + name(l.From)
		}
	}
	return ""
}

func name(s *kconfig.Symbol) string {
	if s.Name() == "" {
		return "the choice"
	}
	return s.Name()
}

// search finds the symbols whose name or title has the words in it; those
// whose name is the word come first.
func search(c *kconfig.Config, words string) []*kconfig.Symbol {
	words = strings.ToLower(strings.TrimPrefix(strings.TrimSpace(words), c.Prefix()))
	var exact, byName, byTitle []*kconfig.Symbol
	for _, s := range c.Symbols() {
		n := strings.ToLower(s.Name())
		switch {
		case n == words:
			exact = append(exact, s)
		case strings.Contains(n, words):
			byName = append(byName, s)
		case strings.Contains(strings.ToLower(titleOf(s)), words):
			byTitle = append(byTitle, s)
		}
	}
	return append(append(exact, byName...), byTitle...)
}

// help is the long text about a node.
func help(n *kconfig.Node, o *Options) []string {
	var out []string
	add := func(s string) { out = append(out, strings.Split(strings.TrimRight(s, "\n"), "\n")...) }
	s := n.Symbol()
	if s != nil && s.Name() != "" {
		out = append(out, n.Config().Prefix()+s.Name()+":", "")
	}
	if n.Help() != "" {
		add(n.Help())
	} else {
		add("There is no help available for this option.")
	}
	out = append(out, "")
	if s == nil {
		return append(out, "Defined at "+n.Pos().String(), "Depends on: "+n.Condition())
	}
	if s.Name() != "" {
		out = append(out, "Symbol: "+s.Name()+" [="+s.Value()+"]")
	}
	out = append(out, "Type  : "+s.Type().String())
	if lo, hi, ok := s.Range(); ok {
		out = append(out, "Range : ["+lo+" "+hi+"]")
	}
	for _, d := range s.Nodes() {
		out = append(out, "Defined at "+d.Pos().String())
		if d.Title() != "" {
			out = append(out, "  Prompt: "+d.Title())
		}
		if cond := d.Condition(); cond != "y" {
			out = append(out, "  Depends on: "+cond)
		}
		out = append(out, "  Location: "+location(d))
	}
	for _, l := range s.Selects() {
		out = append(out, verb(l.Imply, "Selects: ", "Implies: ")+name(l.To)+cond(l.If))
	}
	for _, l := range s.SelectedBy() {
		out = append(out, verb(l.Imply, "Selected by: ", "Implied by: ")+name(l.From)+" [="+l.From.Value()+"]"+cond(l.If))
	}
	out = append(out, "")
	out = append(out, n.Config().Explain(s).Lines()...)
	if o.Advice != nil {
		if v := s.Assignable(); len(v) > 1 {
			other := v[len(v)-1].String()
			if other == s.Value() {
				other = v[0].String()
			}
			out = append(out, "", "From the shell: "+o.Advice(s, other))
		}
	}
	return out
}

func verb(imply bool, selects, implies string) string {
	if imply {
		return implies
	}
	return selects
}

func cond(c string) string {
	if c == "y" {
		return ""
	}
	return " if " + c
}

func location(n *kconfig.Node) string {
	text := ""
	for _, p := range path(pageOf(n)) {
		text += " > " + p.Title()
	}
	if text == "" {
		return "the main menu"
	}
	return text[3:]
}
