// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"fmt"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

// outline shows the menu tree: one node a line, what is hidden in brackets.
func outline(c *kconfig.Config) string {
	var b strings.Builder
	var walk func(n *kconfig.Node, depth int)
	walk = func(n *kconfig.Node, depth int) {
		for _, m := range n.Children() {
			if m.Parent() != n {
				fmt.Fprintf(&b, "WRONG PARENT ")
			}
			text := [...]string{"menu", "comment", "config", "choice"}[m.Kind()] + " " + m.Title()
			if s := m.Symbol(); s != nil && !s.IsChoice() {
				text += " (" + s.Name() + ")"
			}
			if m.Opens() {
				text += " >"
			}
			if !m.Visible() {
				text = "[" + text + "]"
			}
			b.WriteString(strings.Repeat("  ", depth) + text + "\n")
			walk(m, depth+1)
		}
	}
	walk(c.Root(), 0)
	return b.String()
}

func TestMenuTree(t *testing.T) {
	c := mustParse(t, `
mainmenu "Main title"
config A
	bool "a"
config B
	bool "b"
	depends on A
config C
	bool "c"
	depends on B
config D
	bool "d"
	depends on A
config E
	bool "e"
	depends on D || A
config F
	bool "f"
if F
config G
	bool "g"
menu "in f"
config H
	bool "h"
endmenu
endif
menuconfig I
	bool "i"
config J
	bool
	default y
config K
	bool "k"
	depends on J
menu "gone"
	depends on NOWHERE
config L
	bool "l"
endmenu
choice
	prompt "pick"
config M
	bool "m"
config M1
	bool "m1"
	depends on M
config N
	bool "n"
endchoice
comment "said"
menu "quiet"
	visible if A
config O
	bool "o"
endmenu
config T
	tristate "t"
	depends on A
config U
	bool "u"
	depends on T = y
config V
	bool "v"
	depends on T != n
config W
	bool "w"
	depends on T < y
config KA
	bool "ka"
	depends on A || F
config KB
	bool "kb"
	depends on (F || A) && (KA || X)
config KC
	bool "kc"
	depends on KA || X
menu "veil"
	visible if A
config VA
	bool "va"
if VA || F
config VB
	bool "vb"
endif
config VC
	bool "vc"
	depends on VA || VB
endmenu
menu "with r"
depends on R
config P
	bool "p"
config Q
	bool "q"
	depends on P || S
endmenu
`)
	if got := c.Root().Title(); got != "Main title" {
		t.Errorf("title %q", got)
	}
	const want = `config a (A)
  [config b (B)]
    [config c (C)]
  [config d (D)]
  [config e (E)]
config f (F)
  [config g (G)]
  [menu in f >]
    [config h (H)]
config i (I) >
[config  (J)]
config k (K)
[menu gone >]
  [config l (L)]
choice pick >
  config m (M)
    config m1 (M1)
  config n (N)
comment said
[menu quiet >]
  [config o (O)]
[config t (T)]
  [config u (U)]
  [config v (V)]
config w (W)
[config ka (KA)]
  [config kb (KB)]
[config kc (KC)]
[menu veil >]
  [config va (VA)]
  [config vb (VB)]
  [config vc (VC)]
[menu with r >]
  [config p (P)]
    [config q (Q)]
`
	if got := outline(c); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	set(t, c, "A=y", "F=y")
	got := outline(c)
	for _, line := range []string{"  config b (B)\n", "    [config c (C)]\n", "  config e (E)\n", "  menu in f >\n    config h (H)\n", "\nmenu quiet >\n  config o (O)\n"} {
		if !strings.Contains(got, line) {
			t.Errorf("with A and F, no %q in:\n%s", line, got)
		}
	}
}

func TestHelp(t *testing.T) {
	c := mustParse(t, "config A\n\tbool \"a\"\n\thelp\n\n\t  First line,\n\t    indented,  \n\n\n\t  last.\n\nconfig B\n\tbool \"b\"\n\thelp\nconfig C\n\tbool \"c\"\n\thelp\n          spaces\n\t    tab\n    \t   both\n")
	for name, want := range map[string]string{"A": "First line,\n  indented,\n\n\nlast.\n", "B": "", "C": "spaces\n  tab\n both\n"} {
		if got := c.Lookup(name).Nodes()[0].Help(); got != want {
			t.Errorf("%s: %q, want %q", name, got, want)
		}
	}
	if w := fmt.Sprint(c.Warnings()); w != "[Kconfig:13: warning: the help text of B is empty]" {
		t.Errorf("warnings %s", w)
	}
}

func TestWarnings(t *testing.T) {
	c := mustParse(t, `config A
	default y
config B
	int "b"
	default "x"
	select A
	range 1 y
config C
	bool "c"
	select B
	int
	prompt " again"
choice
	bool
config D
	bool "d"
	default y
endchoice
menuconfig E
	bool
$(warning-if,y,told you)
config G
	string "g";
	default A && B
`)
	var got []string
	for _, w := range c.Warnings() {
		got = append(got, w.String())
	}
	const want = `Kconfig:11: warning: C was bool before; int is ignored
Kconfig:12: warning: blanks before the prompt are ignored
Kconfig:12: warning: C has a prompt already
Kconfig:21: warning: told you
Kconfig:19: warning: the menuconfig E has no prompt
Kconfig:23: warning: the character ';' has no meaning here and is ignored
Kconfig:17: warning: a default of D has no effect: it is a value of a choice
Kconfig:1: warning: A has no type
Kconfig:5: warning: the default "x" of B is no int number
Kconfig:6: warning: B is neither bool nor tristate and so selects nothing
Kconfig:7: warning: the range of B is no pair of int numbers
Kconfig:10: warning: B is int and cannot be selected
Kconfig:24: warning: the default of G must be a single value, as it is string
Kconfig:13: warning: the choice has no prompt`
	if strings.Join(got, "\n") != want {
		t.Errorf("got:\n%s\nwant:\n%s", strings.Join(got, "\n"), want)
	}
}
