// SPDX-License-Identifier: BSD-3-Clause

package kconfig

// Root is the menu that holds everything; its Title is that of mainmenu.
func (c *Config) Root() *Node { return c.root }

// Walk calls f for every node below the root in the order of the files until
// it returns false.
func (c *Config) Walk(f func(*Node) bool) {
	var walk func(*Node) bool
	walk = func(n *Node) bool {
		for _, m := range n.children {
			if !f(m) || !walk(m) {
				return false
			}
		}
		return true
	}
	walk(c.root)
}

// Kind says what the node is.
func (n *Node) Kind() Kind { return n.kind }

// Symbol is the symbol or choice that is defined here; nil for menus and
// comments.
func (n *Node) Symbol() *Symbol { return n.sym }

// Parent is the node that this one is shown below; nil for the root.
func (n *Node) Parent() *Node { return n.parent }

// Children are the nodes below: of a menu or choice, and of a symbol those
// that depend on it and come right after it.
func (n *Node) Children() []*Node { return n.children }

// Pos is where the entry begins.
func (n *Node) Pos() Pos { return Pos{n.file.name, int(n.line)} }

// Title is the prompt, or the text of a menu or comment; empty for what is
// never shown.
func (n *Node) Title() string {
	if n.prompt != nil {
		return n.prompt.text
	}
	return n.title
}

// Help is the help text.
func (n *Node) Help() string { return unindent(n.help) }

// Opens reports whether the children go on a page of their own: those of a
// menu, a choice and a menuconfig.
func (n *Node) Opens() bool { return n.kind == MenuNode || n.kind == ChoiceNode || n.menuconfig }

// Condition is what depends on here and in the blocks around demands.
func (n *Node) Condition() string { return n.c.exprString(n.dep) }

// Visible reports whether the entry is shown now.
func (n *Node) Visible() bool {
	c := n.c
	if n == c.root {
		return true
	}
	switch n.kind {
	case MenuNode, CommentNode:
		return c.evalPlain(n.visibleIf) != No && c.eval(n.dep) != No
	}
	if n.prompt == nil {
		return false
	}
	if c.value(n.sym); c.eval(n.prompt.cond) != No {
		return true
	}
	if n.sym.now.tri == No {
		return false
	}
	for _, m := range n.children {
		if m.Visible() {
			return true
		}
	}
	return false
}

// Config is the tree that the node is in.
func (n *Node) Config() *Config { return n.c }
