// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"fmt"
	"math/rand/v2"
	"strings"
)

// A tree is a random Kconfig file with answers, and what it may hold.
type tree struct {
	r    *rand.Rand
	b    strings.Builder
	conf strings.Builder // answers, as .config

	// shared keeps to what all references understand alike; docs/kconfig.md
	// lists the rest.
	shared bool
	option string // before "modules": "option " for the older dialects

	syms    []genSym // those that are defined so far, and the coming ones
	at      int      // the one that is being defined
	blocks  []string // what ends the open ones
	opened  []int    // at when each was opened
	modules bool
}

type genSym struct {
	name, typ string
	choice    bool // a value of a choice
	tristate  bool // of a tristate choice
}

func generate(seed uint64, shared bool, option string) (kconfig, config string) {
	t := &tree{r: rand.New(rand.NewPCG(seed, 1)), shared: shared, option: option}
	n := 4 + t.r.IntN(36)
	t.modules = t.chance(70)
	for i := range n {
		t.syms = append(t.syms, genSym{name: fmt.Sprintf("S%d", i), typ: t.pick("bool", "bool", "bool", "tristate", "tristate", "int", "hex", "string")})
	}
	if t.chance(80) {
		t.line("mainmenu %q", t.pick("Main", "A tree", "x"))
	}
	if !shared && t.chance(30) {
		t.line("yes := y\noff = $(nothing)n\ntwice = $(1)$(1)\npick = $(if-$(1))\nif-y := y\nif-n := n")
	}
	if t.modules {
		t.line("config MODULES\n\tbool \"modules\"\n\t%smodules\n\tdefault %s", option, t.pick("y", "y", "n"))
		t.answer("MODULES", t.pick("y", "y", "n", ""))
	}
	for t.at < n {
		t.entry()
	}
	for len(t.blocks) > 0 {
		t.closeBlock()
	}
	return t.b.String(), t.conf.String()
}

func (t *tree) chance(percent int) bool { return t.r.IntN(100) < percent }

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func (t *tree) pick(of ...string) string { return of[t.r.IntN(len(of))] }

func (t *tree) line(format string, args ...any) {
	fmt.Fprintf(&t.b, format+"\n", args...)
}

func (t *tree) open(end string) {
	t.blocks = append(t.blocks, end)
	t.opened = append(t.opened, t.at)
}

func (t *tree) closeBlock() {
	t.line("%s", t.blocks[len(t.blocks)-1])
	t.blocks = t.blocks[:len(t.blocks)-1]
	t.opened = t.opened[:len(t.blocks)]
}

func (t *tree) entry() {
	switch x := t.r.IntN(100); {
	case x < 8:
		t.line("menu %q", "menu "+fmt.Sprint(t.at))
		if t.chance(30) { // first, for the sake of the frontends
			t.line("\tvisible if %s", t.expr(1))
		}
		if t.chance(40) {
			t.line("\tdepends on %s", t.expr(2))
		}
		t.open("endmenu")
	case x < 16:
		t.line("if %s", t.expr(2))
		t.open("endif")
	case x < 26 && len(t.blocks) > 0:
		// Linux ends an empty menu, kconfiglib does not.
		if t.shared && t.blocks[len(t.blocks)-1] == "endmenu" {
			t.symbol()
			if t.at == len(t.syms) {
				return
			}
		}
		t.closeBlock()
	case x < 29:
		t.line("comment %q", "comment "+fmt.Sprint(t.at))
		if t.chance(60) {
			t.line("\tdepends on %s", t.expr(1))
		}
	case x < 38 && t.at+4 < len(t.syms):
		t.choice()
	case x < 41 && t.at > 0 && !t.shared:
		t.again()
	default:
		t.symbol()
	}
}

// earlier is a symbol that is defined, of one of the types; "" if there is
// none.
func (t *tree) earlier(types string) string {
	for range 8 {
		if t.at == 0 {
			break
		}
		if s := t.syms[t.r.IntN(t.at)]; strings.Contains(types, s.typ) {
			return s.name
		}
	}
	return ""
}

func (t *tree) expr(depth int) string {
	if depth > 0 && t.chance(45) {
		op := t.pick(" && ", " || ")
		e := t.expr(depth-1) + op + t.expr(depth-1)
		if t.chance(25) {
			return "!(" + e + ")"
		}
		return "(" + e + ")"
	}
	switch x := t.r.IntN(100); {
	case x < 12:
		if s := t.earlier("int"); s != "" {
			return s + t.pick(" = ", " != ", " < ", " <= ", " > ", " >= ") + t.pick("12", "15", "0x10", "7", "-3")
		}
	case x < 18:
		if s := t.earlier("hex"); s != "" {
			return s + t.pick(" = ", " < ", " >= ") + t.pick("0x12", "0x20", "0x1f")
		}
	case x < 26:
		if s := t.earlier("string"); s != "" {
			empty := `""`
			if t.shared {
				empty = `"a b"` // the frontends abort where a warning has an empty string
			}
			return s + t.pick(" = ", " != ") + t.pick(`"foo"`, empty, `'a b'`)
		}
	case x < 28:
		m := "m"
		if t.shared {
			m = "y" // kconfiglib differs in visible if
		}
		return t.pick("y", "n", m, "UNDEFINED", "!UNDEFINED")
	case x < 45:
		if s := t.earlier("bool tristate"); s != "" {
			val := t.pick("y", "n")
			if t.chance(30) {
				val = "m"
			}
			if t.shared && val == "n" {
				val = "y" // 4.11 takes “S != n” for S where a bool selects something
			}
			return s + t.pick(" = ", " != ") + val
		}
	case x < 50:
		if a, b := t.earlier("tristate"), t.earlier("tristate"); a != "" {
			if t.shared {
				return a + t.pick(" = ", " != ") + b // 4.11 orders them by letter
			}
			return a + t.pick(" < ", " > ", " = ", " != ", " <= ", " >= ") + b
		}
	case x < 54 && !t.shared:
		if strings.HasPrefix(t.b.String(), "yes :=") || strings.Contains(t.b.String(), "\nyes := y") {
			return t.pick("$(yes)", "$(off)", "$(pick,y)", "$(pick,n)", "$(twice,S)0")
		}
	}
	if s := t.earlier("bool tristate"); s != "" {
		return t.pick("", "", "!") + s
	}
	return "y"
}

func (t *tree) ifs(percent int) string {
	if t.chance(percent) {
		return " if " + t.expr(1)
	}
	return ""
}

func (t *tree) symbol() {
	s := t.syms[t.at]
	t.line("%s %s", t.pick("config", "config", "config", "menuconfig"), s.name)
	t.body(s, t.chance(80))
	t.at++
	t.answerFor(s)
}

// again defines an earlier symbol once more, one that the conditions of the
// blocks here are not about.
func (t *tree) again() {
	at := t.at
	low := 0
	if n := len(t.blocks); n > 0 {
		low = t.opened[n-1]
	}
	if low == at {
		return
	}
	i := low + t.r.IntN(at-low)
	s := t.syms[i]
	if s.choice {
		return
	}
	t.line("config %s", s.name)
	t.at = i // what is said of it depends on what comes before it only
	t.body(s, t.chance(40))
	t.at = at
}

func (t *tree) body(s genSym, prompt bool) {
	t.line("\t%s", s.typ+map[bool]string{true: fmt.Sprintf(" %q", "the "+s.name) + t.ifs(20)}[prompt])
	if t.chance(45) {
		t.line("\tdepends on %s", t.expr(2))
	}
	switch s.typ {
	case "bool", "tristate":
		for range t.r.IntN(3) {
			val := t.pick("y", "y", "n", "m", "(S)")
			if s.typ == "bool" && val == "m" {
				val = "y"
			}
			if val == "(S)" {
				val = t.expr(1)
			}
			t.line("\tdefault %s%s", val, t.ifs(50))
		}
		for range t.r.IntN(3) {
			if t.chance(60) || t.at+1 >= len(t.syms) {
				continue
			}
			target := t.syms[t.at+1+t.r.IntN(len(t.syms)-t.at-1)]
			verb := t.pick("select", "select", "imply")
			if target.typ != "bool" && target.typ != "tristate" || target.choice {
				continue
			}
			if t.shared {
				verb = "select"
			}
			t.line("\t%s %s%s", verb, target.name, t.ifs(40))
		}
	case "int":
		t.number("int", t.pick("12", "15", "20", "3", "99", "0"), "10 20", "5 15", "12 12", "-5 30")
	case "hex":
		t.number("hex", t.pick("0x12", "0x15", "0x1f", "0x2", "0xff", "0x0"), "0x10 0x20", "0x5 0x15", "0x12 0x12")
	case "string":
		for range t.r.IntN(3) {
			def := t.pick(`"foo"`, `"a b"`, `"it's"`, `"q\"uote\\"`, `""`)
			if o := t.earlier("string int hex"); o != "" && t.chance(30) {
				def = o
			}
			t.line("\tdefault %s%s", def, t.ifs(50))
		}
	}
	if t.chance(15) {
		t.line("\thelp\n\t  Text of %s.\n\n\t    More.\n", s.name)
	}
}

func (t *tree) number(typ, def string, ranges ...string) {
	if o := t.earlier(typ); o != "" && t.chance(20) {
		def = o
	}
	for range t.r.IntN(3) {
		t.line("\tdefault %s%s", def, t.ifs(50))
	}
	for range t.r.IntN(2) {
		t.line("\trange %s%s", t.pick(ranges...), t.ifs(40))
	}
}

func (t *tree) choice() {
	typ := t.pick("bool", "bool", "tristate")
	optional := t.chance(20)
	n := 2 + t.r.IntN(3)
	members := t.syms[t.at : t.at+n]
	for i := range members {
		members[i].choice = true
		members[i].typ = typ
		if !t.shared && t.chance(15) {
			members[i].typ = "bool"
		}
	}
	t.line("choice\n\t%sprompt \"choose %d\"%s", map[bool]string{true: typ + "\n\t"}[t.chance(60)], t.at, t.ifs(20))
	plain := t.chance(70)
	if !plain {
		t.line("\tdepends on %s", t.expr(1))
	}
	if optional {
		t.line("\toptional")
	}
	for range t.r.IntN(3) {
		t.line("\tdefault %s%s", members[t.r.IntN(n)].name, t.ifs(40))
	}
	inner := false
	for i, m := range members {
		if !inner && t.chance(10) && i > 0 {
			t.line("if %s", t.expr(1))
			inner = true
		}
		nested := i > 0 && !t.shared && plain && !inner && len(t.blocks) == 0 && t.chance(20)
		if t.line("config %s\n\t%s %q%s", m.name, m.typ, "value "+m.name, t.ifs(10*btoi(!nested))); nested {
			t.line("\tdepends on %s", members[i-1].name)
		} else if t.chance(25) {
			t.line("\tdepends on %s", t.expr(1))
		}
	}
	if inner {
		t.line("endif")
	}
	t.line("endchoice")
	t.at += n
	if t.chance(25) {
		return
	}
	on := t.r.IntN(n + 1) // n: none
	mixed := typ == "tristate" && t.chance(50)
	for i, m := range members {
		switch {
		case mixed && m.typ == "tristate":
			t.answer(m.name, t.pick("m", "n"))
		case i == on && !mixed:
			t.answer(m.name, "y")
		default:
			t.answer(m.name, "n")
		}
	}
}

func (t *tree) answerFor(s genSym) {
	if t.chance(25) {
		return
	}
	switch s.typ {
	case "bool":
		t.answer(s.name, t.pick("y", "n"))
	case "tristate":
		t.answer(s.name, t.pick("y", "m", "n"))
	case "int":
		t.answer(s.name, "12")
	case "hex":
		t.answer(s.name, t.pick("0x12", "12", "0X12"))
	case "string":
		t.answer(s.name, t.pick(`"foo"`, `""`, `"a b"`, `"b\\c\"d"`))
	}
}

func (t *tree) answer(name, value string) {
	switch value {
	case "":
	case "n":
		fmt.Fprintf(&t.conf, "# CONFIG_%s is not set\n", name)
	default:
		fmt.Fprintf(&t.conf, "CONFIG_%s=%s\n", name, value)
	}
}
