// SPDX-License-Identifier: BSD-3-Clause

package kconfig

import (
	"bufio"
	"io"
	"slices"
	"strings"
)

// WriteConfig writes .config: what was answered and what follows from it.
func (c *Config) WriteConfig(w io.Writer) error {
	b := bufio.NewWriter(w)
	c.heading(b, "#", "#", "#")
	written := make([]bool, len(c.syms))
	newline := false // an empty line is due before the next symbol
	var walk func(n *Node)
	walk = func(n *Node) {
		for _, m := range n.children {
			switch {
			case m.kind == MenuNode || m.kind == CommentNode:
				if m.Visible() {
					b.WriteString("\n#\n# " + m.title + "\n#\n")
					newline = false
				}
			case m.kind == SymbolNode && !written[m.sym.id]:
				if c.value(m.sym).write {
					written[m.sym.id] = true
					if newline {
						b.WriteByte('\n')
						newline = false
					}
					c.configLine(b, m.sym)
				}
			}
			walk(m)
			if m.kind == MenuNode && m.Visible() {
				b.WriteString("# end of " + m.title + "\n")
				newline = true
			}
		}
	}
	walk(c.root)
	return b.Flush()
}

func (c *Config) heading(b *bufio.Writer, open, each, close string) {
	b.WriteString(open + "\n" + each + " Automatically generated file; DO NOT EDIT.\n" + each + " " + c.root.title + "\n" + close + "\n")
}

func (c *Config) configLine(b *bufio.Writer, s *Symbol) {
	switch {
	case s.typ == Unknown:
		return
	case s.typ <= TristateType && s.now.tri == No:
		b.WriteString("# " + c.prefix + s.name + " is not set\n")
		return
	}
	b.WriteString(c.prefix)
	b.WriteString(s.name)
	b.WriteByte('=')
	if s.typ == String {
		quote(b, s.now.str)
	} else {
		b.WriteString(s.text())
	}
	b.WriteByte('\n')
}

func quote(b *bufio.Writer, s string) {
	b.WriteByte('"')
	for i := range len(s) {
		if s[i] == '"' || s[i] == '\\' {
			b.WriteByte('\\')
		}
		b.WriteByte(s[i])
	}
	b.WriteByte('"')
}

// WriteDefconfig writes the smallest file that LoadConfig and the defaults
// make the same answers from: what savedefconfig writes.
func (c *Config) WriteDefconfig(w io.Writer) error {
	b := bufio.NewWriter(w)
	written := make([]bool, len(c.syms))
	c.Walk(func(n *Node) bool {
		if n.kind != SymbolNode || written[n.sym.id] {
			return true
		}
		s := n.sym
		if st := c.value(s); !st.write || st.vis <= st.rev {
			return true
		}
		written[s.id] = true
		if s.text() == c.defaultText(s) {
			return true
		}
		if ch := s.choice; ch != nil && !ch.optional && s.typ == Bool && s.now.tri == Yes {
			c.value(ch)
			if c.choiceDefault(ch) == s {
				return true
			}
		}
		c.configLine(b, s)
		return true
	})
	return b.Flush()
}

// defaultText is the value without an answer, as savedefconfig sees it: a
// range does not count, nor does what limits an imply.
func (c *Config) defaultText(s *Symbol) string {
	c.value(s)
	d := c.activeProp(&s.defaults)
	if s.typ > TristateType {
		if d != nil {
			if ds := c.single(d.value); ds != nil {
				c.value(ds)
				return ds.rawText()
			}
		}
		return ""
	}
	v := No
	if d != nil {
		v = min(c.eval(d.value), c.eval(d.cond))
	}
	v = max(v, s.now.rev)
	if v == Mod && (s.typ == Bool || s.choice == nil && c.modulesOn == No) {
		v = Yes
	}
	return max(v, s.now.implied).String()
}

// WriteHeader writes autoconf.h: a #define for each symbol that is on or has
// a value.
func (c *Config) WriteHeader(w io.Writer) error {
	b := bufio.NewWriter(w)
	c.heading(b, "/*", " *", " */")
	for _, s := range c.inHashOrder() {
		if !c.value(s).write || s.name == "" {
			continue
		}
		def := "#define " + c.prefix + s.name
		switch s.typ {
		case Bool, TristateType:
			switch s.now.tri {
			case Mod:
				b.WriteString(def + "_MODULE 1\n")
			case Yes:
				b.WriteString(def + " 1\n")
			}
		case Int:
			b.WriteString(def + " " + s.now.str + "\n")
		case Hex:
			b.WriteString(def + " ")
			if !strings.HasPrefix(s.now.str, "0x") && !strings.HasPrefix(s.now.str, "0X") {
				b.WriteString("0x")
			}
			b.WriteString(s.now.str + "\n")
		case String:
			b.WriteString(def + " ")
			quote(b, s.now.str)
			b.WriteByte('\n')
		}
	}
	return b.Flush()
}

// WriteAuto writes auto.conf, which makefiles include: like .config without
// what is off, and without quotes.
func (c *Config) WriteAuto(w io.Writer) error {
	b := bufio.NewWriter(w)
	c.heading(b, "#", "#", "#")
	for _, s := range c.inHashOrder() {
		if !c.value(s).write || s.name == "" || s.typ == Unknown || s.typ <= TristateType && s.now.tri == No {
			continue
		}
		b.WriteString(c.prefix + s.name + "=" + s.text() + "\n")
	}
	return b.Flush()
}

// inHashOrder is the order that Linux's tools have their symbols in, and write
// the header in: by a hash of the name, the newest first where it is equal.
func (c *Config) inHashOrder() []*Symbol {
	const buckets = 9973
	all := make([]*Symbol, 0, len(c.defined)+len(c.choices))
	all = append(append(all, c.defined...), c.choices...)
	for _, s := range all {
		if s.hash == 0 && s.name != "" {
			h := uint32(2166136261)
			for i := range len(s.name) {
				h = (h ^ uint32(int32(int8(s.name[i])))) * 0x01000193
			}
			s.hash = h%buckets + 1
		}
	}
	slices.SortFunc(all, func(a, b *Symbol) int {
		ha, hb := max(a.hash, 1), max(b.hash, 1)
		if ha != hb {
			return int(ha) - int(hb)
		}
		return int(b.id) - int(a.id)
	})
	return all
}
