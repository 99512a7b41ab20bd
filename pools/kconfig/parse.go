// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"strings"
)

// Options say where a tree is and what it may do.
type Options struct {
	// FS holds the files. When it is nil they are the operating system's,
	// below Dir.
	FS fs.FS
	// Dir is the folder that source is relative to; the current one when it
	// is empty. Not for FS.
	Dir string
	// Prefix begins a symbol's name in what is written: CONFIG_ by default.
	Prefix string
	// Env looks up environment variables: os.LookupEnv by default.
	Env func(name string) (string, bool)
	// Shell runs the command of $(shell,…) and returns what it printed.
	// When it is nil $(shell,…) is an error: only for trees that may run
	// what they like, set it to HostShell.
	Shell func(command string) (string, error)
	// Functions are more macro functions: $(name,argument,…).
	Functions map[string]func(args []string) (string, error)
	// Info gets the text of $(info,…).
	Info func(text string)
}

// HostShell runs a command by /bin/sh, with the environment of this process.
func HostShell(command string) (string, error) {
	cmd := exec.Command("/bin/sh", "-c", command)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if _, ok := err.(*exec.ExitError); ok {
		err = nil // like the C tools: the output counts
	}
	return string(out), err
}

// Config is a tree that was read, with its answers.
type Config struct {
	prefix   string
	root     *Node
	syms     []*Symbol
	names    map[string]*Symbol
	exprs    []exprNode
	modules  *Symbol
	defined  []*Symbol
	choices  []*Symbol
	warnings []Warning
	files    []string

	adopted      int     // while the tree is made
	memo         []uint8 // by expression: its value and one, 0 when it is not known
	modulesKnown bool
	modulesOn    Tristate
	dependents   [][]int32 // by symbol, then by expression; made when first needed
}

// Limits: no honest tree comes near them.
const (
	maxFileBytes  = 16 << 20 // of one file
	maxTreeBytes  = 64 << 20 // of all
	maxSourced    = 100000   // files, counted each time
	maxDepth      = 100      // of source within source
	maxBlocks     = 500      // of menu, if and choice within one another
	maxExprDepth  = 500      // of parentheses and !
	maxExprTerms  = 20000    // of one expression
	maxConditions = 20000    // depends on lines of one entry
)

type parser struct {
	*Config
	opt        Options
	src        *source
	tok        token
	ahead      bool // tok was not used
	stmt       int  // line of the statement
	vars       map[string]*variable
	expandAt   int
	macroDepth int
	expanded   int
	consts     map[string]*Symbol
	namedCh    map[string]*Symbol
	blocks     int
	exprDepth  int
	terms      int
	total      int
	sourced    int
	choiceIn   *Node // the choice that statements are in
	symChunk   []Symbol
	nodeChunk  []Node
	propChunk  []prop
}

// Parse reads a tree. The error is an *Error or a *CycleError when a Kconfig
// file is at fault.
func Parse(name string, opt Options) (c *Config, err error) {
	if opt.Prefix == "" {
		opt.Prefix = "CONFIG_"
	}
	if opt.Env == nil {
		opt.Env = os.LookupEnv
	}
	c = &Config{prefix: opt.Prefix}
	p := &parser{Config: c, opt: opt, vars: map[string]*variable{}, consts: map[string]*Symbol{}, namedCh: map[string]*Symbol{}}
	defer func() {
		switch e := recover().(type) {
		case nil:
		case *Error:
			c, err = nil, e
		default:
			panic(e)
		}
	}()
	for t, name := range []string{No: "n", Mod: "m", Yes: "y"} {
		s := p.newSymbol(name)
		s.constant = true
		s.now = state{valid: true, visValid: true, tri: Tristate(t), str: name}
	}
	text, ferr := p.read(name)
	if ferr != nil {
		return nil, ferr
	}
	guess := len(text) / 200 // symbols
	c.names = make(map[string]*Symbol, guess)
	c.syms = append(make([]*Symbol, 0, guess+16), c.syms...)
	c.exprs = make([]exprNode, 1, 5*guess+16)
	p.sourceFile(name, text, func() {
		p.stmt = 1
		c.root = p.newNode(MenuNode)
		p.statements("", c.root)
	})
	if c.root.title == "" {
		c.root.title = "Main menu"
	}
	c.finish()
	if cycle := c.findCycle(); cycle != nil {
		return nil, cycle
	}
	return c, nil
}

// sourceFile runs f with the file as what is read.
func (p *parser) sourceFile(name, text string, f func()) {
	depth := 0
	if p.src != nil {
		depth = p.src.depth + 1
	}
	p.files = append(p.files, name)
	before, tok, ahead := p.src, p.tok, p.ahead
	if before != nil {
		before.at = p.stmt
	}
	p.src = &source{name: name, text: text, line: 1, from: before, depth: depth}
	p.ahead = false
	f()
	p.src, p.tok, p.ahead = before, tok, ahead
}

func (p *parser) newSymbol(name string) *Symbol {
	if len(p.symChunk) == 0 {
		p.symChunk = make([]Symbol, 128)
	}
	s := &p.symChunk[0]
	p.symChunk = p.symChunk[1:]
	s.name, s.c, s.id = name, p.Config, int32(len(p.syms))
	p.syms = append(p.syms, s)
	return s
}

func (p *parser) newNode(kind Kind) *Node {
	if len(p.nodeChunk) == 0 {
		p.nodeChunk = make([]Node, 128)
	}
	n := &p.nodeChunk[0]
	p.nodeChunk = p.nodeChunk[1:]
	n.kind, n.file, n.line, n.c = kind, p.src, int32(p.stmt), p.Config
	return n
}

func (p *parser) newProp(kind propKind, n *Node) *prop {
	if len(p.propChunk) == 0 {
		p.propChunk = make([]prop, 256)
	}
	q := &p.propChunk[0]
	p.propChunk = p.propChunk[1:]
	q.kind, q.node, q.line = kind, n, int32(p.stmt)
	n.add(q)
	return q
}

// symbol is the one of that name, made when it is new.
func (p *parser) symbol(name string) *Symbol {
	if s := p.names[name]; s != nil {
		return s
	}
	if len(name) == 1 {
		if s := p.triConst(name); s != nil {
			return s
		}
	}
	s := p.newSymbol(name)
	p.names[name] = s
	return s
}

func (p *parser) constSymbol(name string) *Symbol {
	if s := p.triConst(name); s != nil {
		return s
	}
	if s := p.consts[name]; s != nil {
		return s
	}
	s := p.newSymbol(name)
	s.constant = true
	p.consts[s.name] = s
	return s
}

func (c *Config) triConst(name string) *Symbol {
	switch name {
	case "n":
		return c.syms[No]
	case "m":
		return c.syms[Mod]
	case "y":
		return c.syms[Yes]
	}
	return nil
}

func (p *parser) warn(line int, format string, args ...any) {
	p.warnings = append(p.warnings, Warning{Pos{p.src.name, line}, fmt.Sprintf(format, args...)})
}

func (p *parser) failAt(offset int, format string, args ...any) {
	panic(p.failure(offset, fmt.Sprintf(format, args...), ""))
}

func (p *parser) failHint(offset int, msg, hint string) { panic(p.failure(offset, msg, hint)) }

// failure makes an Error about a place in the file that is read now, which
// may lie before the current line.
func (p *parser) failure(offset int, msg, hint string) *Error {
	s := p.src
	offset = min(offset, len(s.text))
	begin := strings.LastIndexByte(s.text[:offset], '\n') + 1
	end := len(s.text)
	if i := strings.IndexByte(s.text[offset:], '\n'); i >= 0 {
		end = offset + i
	}
	e := &Error{
		Pos:    Pos{s.name, s.line - strings.Count(s.text[begin:s.lineOff+max(0, begin-s.lineOff)], "\n")},
		Column: offset - begin + 1, Text: s.text[begin:end], Msg: msg, Hint: hint,
	}
	for f := s.from; f != nil; f = f.from {
		e.Include = append(e.Include, Pos{f.name, f.at})
	}
	return e
}
