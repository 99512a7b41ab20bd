// SPDX-License-Identifier: BSD-3-Clause

package menu

import (
	"errors"
	"strings"
	"unicode"

	"unicore/pools/kconfig"
)

// enter opens a page, asks for a number or text, or changes a value.
func (u *ui) enter(it item) {
	n := it.node
	s := n.Symbol()
	switch {
	case n.Opens() && s == nil, n.Opens() && s.IsChoice():
		if it.hidden && !u.all {
			return
		}
		u.pages = append(u.pages, page{node: n, cursor: u.firstOn(n)})
	case n.Opens() && len(items(n, u.all)) > 0 && s.Tri() != kconfig.No:
		u.pages = append(u.pages, page{node: n})
	case s != nil:
		u.change(it, ' ')
	}
}

// firstOn is the line of a choice that is on.
func (u *ui) firstOn(n *kconfig.Node) int {
	if s := n.Symbol(); s != nil && s.IsChoice() {
		for i, it := range items(n, u.all) {
			if it.node.Symbol() != nil && it.node.Symbol() == s.Selection() {
				return i
			}
		}
	}
	return 0
}

// change carries out y, m, n and the space bar, which takes the next value.
func (u *ui) change(it item, r rune) {
	s := it.node.Symbol()
	if s == nil {
		u.message = it.status()
		return
	}
	if t := s.Type(); t == kconfig.Int || t == kconfig.Hex || t == kconfig.String {
		if r == ' ' {
			u.value(it)
		}
		return
	}
	value := string(unicode.ToLower(r))
	if r == ' ' {
		value = next(s)
	}
	u.set(s, value)
	if parent := it.node.Parent(); s.Choice() != nil && parent.Symbol() == s.Choice() && s.Value() == "y" && r == ' ' && isRadio(parent) {
		u.pages = u.pages[:max(1, len(u.pages)-1)] // chosen: back to where it is shown
	}
}

// next is the value after the one that is, of those that are possible.
func next(s *kconfig.Symbol) string {
	can := s.Assignable()
	for i, v := range can {
		if v == s.Tri() {
			return can[(i+1)%len(can)].String()
		}
	}
	if len(can) > 0 {
		return can[len(can)-1].String()
	}
	return "y"
}

// set answers, or tells why that is not possible.
func (u *ui) set(s *kconfig.Symbol, value string) bool {
	before := s.Value()
	err := s.Set(value)
	var refused *kconfig.SetError
	switch {
	case err == nil:
		u.changed = u.changed || s.Value() != before
		return true
	case errors.As(err, &refused):
		u.message = refused.Msg
		if refused.Why != nil {
			u.message += " (? says why)"
		}
	default:
		u.message = err.Error()
	}
	return false
}

// value asks for a number or text until it is a possible one.
func (u *ui) value(it item) {
	s := it.node.Symbol()
	prompt := it.node.Title()
	if lo, hi, ok := s.Range(); ok {
		prompt += "\nfrom " + lo + " to " + hi
	}
	text := s.Value()
	for {
		var ok bool
		if text, ok = u.input(s.Type().String()+" "+s.Name(), prompt, text); !ok || u.set(s, text) {
			return
		}
	}
}

// hotkey goes to the next line whose title begins with the letter.
func (u *ui) hotkey(p *page, list []item, r rune) {
	for i := range list {
		at := (p.cursor + 1 + i) % len(list)
		for _, first := range list[at].node.Title() {
			if unicode.ToLower(first) == unicode.ToLower(r) {
				p.cursor = at
				return
			}
			break
		}
	}
}

// show goes to the page that a node is on and puts the cursor there.
func (u *ui) show(n *kconfig.Node) {
	u.pages = []page{{node: u.c.Root()}}
	for _, step := range append(path(pageOf(n)), nil) {
		p := &u.pages[len(u.pages)-1]
		target := step
		if step == nil {
			target = n
		}
		for i, it := range items(p.node, u.all) {
			if it.node == target {
				p.cursor = i
			}
		}
		if step != nil {
			u.pages = append(u.pages, page{node: step})
		}
	}
}

func (u *ui) help(it *item) {
	if it == nil {
		return
	}
	u.read(it.node.Title(), help(it.node, u.o))
}

// search asks for words and goes to the symbol that is picked.
func (u *ui) search() {
	words, ok := u.input("Search", "Part of a symbol's name or title, with or without "+u.c.Prefix(), "")
	if !ok || strings.TrimSpace(words) == "" {
		return
	}
	found := search(u.c, words)
	if len(found) == 0 {
		u.message = "nothing has “" + words + "” in its name or title"
		return
	}
	var lines []string
	for _, s := range found {
		n := shownNode(s)
		line := s.Name() + " [=" + s.Value() + "] " + n.Title()
		if n.Title() == "" {
			line += "(no prompt)"
		}
		lines = append(lines, line+"  — "+location(n))
	}
	i := u.pick("Search: "+words, lines)
	if i < 0 {
		return
	}
	n := shownNode(found[i])
	if n.Title() == "" {
		u.read(found[i].Name(), help(n, u.o))
		return
	}
	if !n.Visible() || !onPath(n) {
		u.all = true
		u.message = "it is hidden: all entries are shown now (z)"
	}
	u.show(n)
}

// shownNode is the place of a symbol that can best be shown.
func shownNode(s *kconfig.Symbol) *kconfig.Node {
	best := s.Nodes()[0]
	for _, n := range s.Nodes() {
		if n.Title() != "" && (best.Title() == "" || n.Visible() && !best.Visible()) {
			best = n
		}
	}
	return best
}

// onPath reports whether the pages and lines above a node are visible.
func onPath(n *kconfig.Node) bool {
	for p := n.Parent(); p.Parent() != nil; p = p.Parent() {
		if !p.Visible() {
			return false
		}
	}
	return true
}

func (u *ui) save() {
	if file, ok := u.input("Save", "The file to save the answers to", u.o.File); ok && file != "" {
		u.write(file)
	}
}

// write saves and says so; true when that worked.
func (u *ui) write(file string) bool {
	if err := u.o.Save(u.c, file); err != nil {
		u.message = "not saved: " + err.Error()
		return false
	}
	if file == u.o.File {
		u.changed = false
	}
	u.message = "saved to " + file
	return true
}

func (u *ui) load() {
	file, ok := u.input("Load", "The file to load answers from: those that are here are lost", u.o.File)
	if !ok || file == "" {
		return
	}
	found, err := u.c.LoadFile(file)
	if err != nil {
		u.message = "not loaded: " + err.Error()
		return
	}
	u.changed = file != u.o.File
	u.message = "loaded " + file
	if len(found) > 0 {
		var lines []string
		for _, f := range found {
			lines = append(lines, f.String())
		}
		u.read("What did not become what "+file+" says", lines)
	}
}
