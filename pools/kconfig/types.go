// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import "fmt"

// Tristate is the value of a bool or tristate symbol and of an expression.
type Tristate uint8

// The three values, in the order that && (the least) and || (the greatest)
// go by.
const (
	No Tristate = iota
	Mod
	Yes
)

func (t Tristate) String() string { return [...]string{"n", "m", "y"}[t] }

// Type of a symbol.
type Type uint8

// Unknown is the type of what is mentioned but nowhere defined, of numbers and
// of quoted text: its value is its name.
const (
	Unknown Type = iota
	Bool
	TristateType
	Int
	Hex
	String
)

func (t Type) String() string {
	return [...]string{"unknown", "bool", "tristate", "int", "hex", "string"}[t]
}

// Pos is a place in a Kconfig file.
type Pos struct {
	File string
	Line int
}

func (p Pos) String() string { return fmt.Sprintf("%s:%d", p.File, p.Line) }

// propKind says what a property is.
type propKind uint8

const (
	propPrompt propKind = iota
	propDefault
	propRange
	propSelect
	propImply
)

// prop is one line of an entry that has a condition. It is in up to three
// lists: its node's, its symbol's list of that kind, and, for select and
// imply, the target's.
type prop struct {
	kind   propKind
	line   int32
	cond   expr
	value  expr  // of a default; of a prompt its own condition
	lo, hi int32 // symbols: of a range
	node   *Node
	target *Symbol // of select and imply
	text   string  // of a prompt

	nextInNode, nextInSymbol, nextInTarget *prop
}

// condition is a line of an entry or block that all of it depends on.
type condition struct {
	what expr
	line int32
}

// propList is the head of one such list within a symbol. While it is made it
// is in reverse.
type propList struct{ first *prop }

func (l *propList) add(p *prop) { p.nextInSymbol, l.first = l.first, p }

func (l *propList) addTarget(p *prop) { p.nextInTarget, l.first = l.first, p }

func (l *propList) reverse() {
	var done *prop
	for p := l.first; p != nil; {
		p.nextInSymbol, done, p = done, p, p.nextInSymbol
	}
	l.first = done
}

func (l *propList) reverseTarget() {
	var done *prop
	for p := l.first; p != nil; {
		p.nextInTarget, done, p = done, p, p.nextInTarget
	}
	l.first = done
}

func (p *prop) pos() Pos { return Pos{p.node.file.name, int(p.line)} }

// Symbol is a name of the tree: defined by config or menuconfig, only
// mentioned, a constant, or a choice (which may have no name).
type Symbol struct {
	name string
	c    *Config
	id   int32
	hash uint32
	typ  Type

	constant, isChoice, optional, noWrite, allnoY, defined bool

	nodes                                       []*Node
	prompts, defaults, ranges, selects, implies propList
	selectedBy, impliedBy                       propList
	dir                                         expr // of all its definitions
	choice                                      *Symbol
	members                                     []*Symbol

	user user
	now  state
}

// user is what was answered for a symbol.
type user struct {
	set bool
	tri Tristate
	str string
	sel *Symbol // of a choice
}

// state is what was worked out for a symbol and is kept until something that
// it depends on changes.
type state struct {
	valid, visValid, write      bool
	tri, vis, dir, rev, implied Tristate
	str                         string
	sel                         *Symbol // of a choice
}

// Kind of a Node.
type Kind uint8

// What a node of the menu tree is.
const (
	MenuNode Kind = iota
	CommentNode
	SymbolNode
	ChoiceNode
	ifNode // flattened before the tree is handed out
)

// Node is an entry of the menu tree: a place where something is defined.
type Node struct {
	kind       Kind
	menuconfig bool
	hasHelp    bool
	sym        *Symbol
	c          *Config
	parent     *Node
	within     *Node // the block that it is written in, which may have been flattened
	children   []*Node
	file       *source
	line       int32
	dep        expr // own conditions, and from finalize on the parents' as well
	own        expr // depends on, as written here
	conditions []condition
	visibleIf  expr
	title      string // of a menu or comment
	help       string
	prompt     *prop // the last one, of a symbol or choice
	props      *prop
	lastProp   *prop
}

func (n *Node) add(p *prop) {
	if n.lastProp == nil {
		n.props = p
	} else {
		n.lastProp.nextInNode = p
	}
	n.lastProp = p
}
