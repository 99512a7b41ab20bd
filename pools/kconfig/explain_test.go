// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

const why = `
config MODULES
	bool "modules"
	default y
	modules
config NET
	bool "network"
config IPV6
	bool "ipv6"
	depends on NET
config TLS
	bool "tls"
	depends on NET && (OPENSSL || MBEDTLS) && !TINY
	select RANDOM if HARDWARE
config OPENSSL
	bool "openssl"
	depends on THREADS
config MBEDTLS
	bool "mbedtls"
config THREADS
	bool
config SCHED
	bool "scheduler"
	select THREADS if NET
config TINY
	bool "tiny"
config SMALLEST
	bool "smallest"
	select TINY
config HARDWARE
	def_bool y
config RANDOM
	tristate "random"
	depends on NOWHERE
config STACK
	int "stack"
	range 4 16 if TINY
	default 64
	depends on STACKS = "many"
config STACKS
	string "stacks"
	default "few"
choice
	prompt "allocator"
config TLSF
	bool "tlsf"
config MIMALLOC
	bool "mimalloc"
	depends on THREADS
endchoice
config HINT
	bool "hint"
	imply IPV6
config MOD
	tristate "mod"
config ON_MOD
	tristate "on mod"
	depends on MOD
config LEVEL
	int "level"
	default 3
config DEEP
	bool "deep"
	depends on LEVEL >= 5
config ABOVE
	bool "above"
	depends on LEVEL > 5
config BELOW
	bool "below"
	depends on !(LEVEL >= 2)
config LOST
	bool "lost"
	depends on NET && NOWHERE
config HELD
	bool "held"
config H1
	bool "h1"
	select HELD
config H2
	def_bool y
	select HELD
`

func TestExplain(t *testing.T) {
	for _, x := range []struct{ answers, symbol, want string }{
		{"NET=y", "NET", `
NET is y: that was answered`},
		{"", "LEVEL", `
LEVEL is 3: the default at Kconfig:61`},
		{"", "IPV6", `
IPV6 is n: nothing sets it
IPV6 cannot be set:
  it needs NET (Kconfig:8): NET is n; set NET=y`},
		{"SMALLEST=y", "TLS", `
TLS is n: nothing sets it
TLS cannot be set:
  it needs NET (Kconfig:11): NET is n; set NET=y
  it needs OPENSSL || MBEDTLS (Kconfig:11)
    either
      it needs OPENSSL (Kconfig:11): OPENSSL is n
        which cannot be set:
          it needs THREADS (Kconfig:15): THREADS is n
            SCHED would select it if NET (Kconfig:24)
    or
      it needs MBEDTLS (Kconfig:11): MBEDTLS is n; set MBEDTLS=y
  it needs !TINY (Kconfig:11): TINY is y
    SMALLEST=y selects it (Kconfig:29)`},
		{"NET=y MBEDTLS=y TLS=y", "RANDOM", `
RANDOM is y: it is selected
TLS=y selects it if NET && (OPENSSL || MBEDTLS) && !TINY && HARDWARE (Kconfig:14)
RANDOM cannot be set:
  it needs NOWHERE (Kconfig:32), which never holds
the select leaves dependencies unmet:
  it needs NOWHERE (Kconfig:32), which never holds`},
		{"", "STACK", `
STACK is empty: nothing sets it
STACK cannot be set:
  it needs STACKS="many" (Kconfig:35): STACKS is few; set STACKS=many`},
		{"STACKS=many TINY=y", "STACK", `
STACK is 16: the nearest that the range allows at Kconfig:37`},
		{"", "TLSF", `
TLSF is y: the default of the choice`},
		{"", "MIMALLOC", `
MIMALLOC is n: nothing sets it
MIMALLOC cannot be set:
  it needs THREADS (Kconfig:47): THREADS is n
    SCHED would select it if NET (Kconfig:24)`},
		{"NET=y SCHED=y MIMALLOC=y", "TLSF", `
TLSF is n: MIMALLOC is chosen instead`},
		{"NET=y SCHED=y MIMALLOC=y", "MIMALLOC", `
MIMALLOC is y: it was chosen`},
		{"NET=y HINT=y", "IPV6", `
IPV6 is y: it is implied
HINT=y implies it (Kconfig:53)`},
		{"MOD=m", "ON_MOD", `
ON_MOD is n: nothing sets it
ON_MOD can be m at most:
  it needs MOD (Kconfig:56): MOD is m; set MOD=y`},
		{"", "DEEP", `
DEEP is n: nothing sets it
DEEP cannot be set:
  it needs LEVEL>=5 (Kconfig:62): LEVEL is 3; set LEVEL=5`},
		{"NET=y SCHED=y", "THREADS", `
THREADS is y: it is selected
SCHED=y selects it if NET (Kconfig:24)
THREADS cannot be set: it has no prompt`},
	} {
		c := mustParse(t, why)
		for _, a := range strings.Fields(x.answers) {
			set(t, c, a)
		}
		got := "\n" + strings.Join(c.Explain(c.Lookup(x.symbol)).Lines(), "\n")
		if got != x.want {
			t.Errorf("%s after %q:%s\nwant:%s", x.symbol, x.answers, got, x.want)
		}
	}
}

// TestExplainEverything takes the advice of explanations in random trees: what
// is called settable can be set, and that makes the part of the condition hold.
func TestExplainEverything(t *testing.T) {
	settable := 0
	for seed := range uint64(600) {
		tree, answers := generate(1<<41+seed, false, "")
		c, err := parse(t, tree)
		if err != nil {
			continue
		}
		c.LoadConfig(".config", []byte(answers))
		for _, s := range c.Symbols() {
			e := c.Explain(s)
			if e.Value != s.Value() || len(e.Lines()) == 0 {
				t.Fatalf("seed %d: %s is %s, explained as %s", seed, s.Name(), s.Value(), e.Value)
			}
			if s.Visibility() == kconfig.No && len(s.Nodes()) > 0 && len(e.Blocked) == 0 && hasPrompt(s) && s.Choice() == nil {
				t.Fatalf("seed %d: nothing keeps %s hidden\n%s", seed, s.Name(), tree)
			}
			for _, cause := range e.Blocked {
				if !cause.Settable || cause.Symbol.IsChoice() {
					continue
				}
				settable++
				if err := cause.Symbol.Set(cause.Want); err != nil {
					t.Fatalf("seed %d: %s: %v, although it is called settable\n%s", seed, s.Name(), err, tree)
				}
				c.LoadConfig(".config", []byte(answers))
			}
		}
	}
	if settable < 500 {
		t.Errorf("only %d parts that can be set: too few to tell", settable)
	}
}

func hasPrompt(s *kconfig.Symbol) bool {
	return slices.ContainsFunc(s.Nodes(), func(n *kconfig.Node) bool { return n.Title() != "" })
}

func TestNeed(t *testing.T) {
	for _, x := range []struct{ before, need, want string }{
		{"", "NET=y", "NET: n→y"},
		{"", "IPV6=y", "NET: n→y, IPV6: n→y"},
		{"SMALLEST=y", "TLS=y", "NET: n→y, SCHED: n→y, OPENSSL: n→y, SMALLEST: y→n, TINY: y→n, TLS: n→y, (THREADS: n→y), (RANDOM: n→y)"},
		{"", "THREADS=y", "SCHED: n→y, NET: n→y, (THREADS: n→y)"},
		{"", "STACK=8", "STACKS: few→many, STACK: →8"},
		{"", "MIMALLOC=y", "SCHED: n→y, NET: n→y, MIMALLOC: n→y, (THREADS: n→y), (TLSF: y→n)"},
		{"", "RANDOM=y", "NET: n→y, SCHED: n→y, OPENSSL: n→y, TLS: n→y, (THREADS: n→y), (RANDOM: n→y)"},
		{"", "DEEP=y", "LEVEL: 3→5, DEEP: n→y"},
		{"", "ABOVE=y", "LEVEL: 3→6, ABOVE: n→y"},
		{"", "BELOW=y", "LEVEL: 3→1, BELOW: n→y"},
		{"", "LOST=y", "error"},
		{"H1=y", "HELD=n", "error"},
		{"", "ON_MOD=m", "MOD: n→m, ON_MOD: n→m"},
	} {
		c := mustParse(t, why)
		for _, a := range strings.Fields(x.before) {
			set(t, c, a)
		}
		kept := dotConfig(t, c)
		name, value, _ := strings.Cut(x.need, "=")
		changes, err := c.Lookup(name).Need(value)
		var got []string
		for _, ch := range changes {
			s := fmt.Sprintf("%s: %s→%s", ch.Symbol.Name(), ch.From, ch.To)
			if !ch.Answered {
				s = "(" + s + ")"
			}
			got = append(got, s)
		}
		if err != nil {
			got = []string{"error"}
			if dotConfig(t, c) != kept {
				t.Errorf("%s failed and changed something", x.need)
			}
		} else if v := c.Lookup(name).Value(); v != value {
			t.Errorf("%s: it is %s", x.need, v)
		}
		if strings.Join(got, ", ") != x.want {
			t.Errorf("%s after %q: %s\nwant %s", x.need, x.before, strings.Join(got, ", "), x.want)
		}
	}
}

func TestRelations(t *testing.T) {
	c := mustParse(t, why)
	var names []string
	for _, s := range c.Lookup("NET").Dependents() {
		names = append(names, s.Name())
	}
	if got := strings.Join(names, " "); got != "IPV6 TLS THREADS RANDOM LOST" {
		t.Errorf("dependents of NET: %s", got)
	}
	if got := c.Lookup("TLS").DependsOn(); got != "NET && (OPENSSL || MBEDTLS) && !TINY" {
		t.Errorf("TLS depends on %s", got)
	}
	by := c.Lookup("THREADS").SelectedBy()
	if len(by) != 1 || by[0].From.Name() != "SCHED" || by[0].If != "NET" || by[0].Value != kconfig.No || by[0].Pos.Line != 24 {
		t.Errorf("THREADS is selected by %+v", by)
	}
	if sel := c.Lookup("HINT").Selects(); len(sel) != 1 || !sel[0].Imply || sel[0].To.Name() != "IPV6" {
		t.Errorf("HINT selects %+v", sel)
	}
}
