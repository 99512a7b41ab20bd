// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

// TestSetRandom answers at random, looks at values in between, and expects
// that nothing stale is left, that what was set is what is there, and that
// what is refused changes nothing.
func TestSetRandom(t *testing.T) {
	sets, refusals := 0, 0
	for seed := range uint64(400) {
		tree, _ := generate(1<<40+seed, false, "")
		c, err := parse(t, tree)
		if err != nil {
			continue
		}
		r := rand.New(rand.NewPCG(seed, 2))
		all := append(append([]*kconfig.Symbol{}, c.Symbols()...), c.Choices()...)
		for range 120 {
			s := all[r.IntN(len(all))]
			all[r.IntN(len(all))].Value()
			value := []string{"n", "m", "y", "12", "0x15", "foo"}[r.IntN(6)]
			before := dotConfig(t, c)
			can := s.Assignable()
			switch err := s.Set(value); {
			case err != nil:
				refusals++
				if dotConfig(t, c) != before {
					t.Fatalf("seed %d: %s was refused and changed something", seed, s.Name())
				}
				for _, v := range can {
					if v.String() == value {
						t.Fatalf("seed %d: %v, although it is assignable", seed, err)
					}
				}
			default:
				sets++
				// A choice is n when all its values are hidden, which
				// cannot be seen while it is not y.
				if got := s.Value(); got != value && got != "0x"+value && !(s.IsChoice() && got == "n") {
					t.Fatalf("seed %d: %s=%s became %s\n%s", seed, s.Name(), value, got, tree)
				}
			}
			if r.IntN(10) == 0 {
				s.Reset()
			}
		}
		kept := dotConfig(t, c)
		c.InvalidateAll()
		if d := difference(kept, dotConfig(t, c)); d != "" {
			t.Fatalf("seed %d: stale values:\n%s\n%s", seed, d, tree)
		}
	}
	if sets < 5000 || refusals < 5000 {
		t.Errorf("%d answers taken and %d refused: too few to tell", sets, refusals)
	}
}

const shop = `
config MODULES
	bool "modules"
	default y
	modules
config NET
	bool "network"
config TCP
	bool "tcp"
	depends on NET
	select CHECKSUM
config CHECKSUM
	bool
config FAST
	tristate "fast"
	depends on TCP && !SMALL
config SMALL
	bool "small"
config PORT
	int "port"
	range 1 65535 if TCP
	default 80
config MASK
	hex "mask"
	default 0xff
config NAME
	string "name" if NET
choice
	prompt "allocator"
	default TLSF
config TLSF
	bool "tlsf"
config MIMALLOC
	bool "mimalloc"
	depends on !SMALL
endchoice
`

func set(t *testing.T, c *kconfig.Config, answers ...string) {
	t.Helper()
	for _, a := range answers {
		name, value, _ := strings.Cut(a, "=")
		if err := c.Lookup(name).Set(value); err != nil {
			t.Fatal(err)
		}
	}
}

func TestSet(t *testing.T) {
	c := mustParse(t, shop)
	set(t, c, "NET=y", "TCP=y", "FAST=m", "PORT=8080", "MASK=1F", "NAME=a b", "MIMALLOC=y")
	for name, want := range map[string]string{
		"CHECKSUM": "y", "FAST": "m", "PORT": "8080", "MASK": "0x1F", "NAME": "a b", "MIMALLOC": "y", "TLSF": "n",
	} {
		if got := c.Lookup(name).Value(); got != want {
			t.Errorf("%s=%s, want %s", name, got, want)
		}
	}
	set(t, c, "NET=n")
	for name, want := range map[string]string{"TCP": "n", "CHECKSUM": "n", "FAST": "n", "NAME": ""} {
		if got := c.Lookup(name).Value(); got != want {
			t.Errorf("without NET: %s=%s, want %s", name, got, want)
		}
	}
	set(t, c, "NET=y") // the answers come back
	if got := c.Lookup("FAST").Value(); got != "m" {
		t.Errorf("FAST=%s after NET came back", got)
	}
	set(t, c, "MODULES=n")
	if got := c.Lookup("FAST").Value(); got != "y" {
		t.Errorf("FAST=%s without modules", got)
	}
	if got := c.Lookup("FAST").EffectiveType(); got != kconfig.Bool {
		t.Errorf("FAST is %s without modules", got)
	}
	c.Lookup("TCP").Reset()
	if got := c.Lookup("TCP").Value(); got != "n" {
		t.Errorf("TCP=%s after Reset", got)
	}
	c.Lookup("MIMALLOC").Reset()
	if got := c.Lookup("TLSF").Value(); got != "y" {
		t.Errorf("TLSF=%s after Reset of the value that was chosen", got)
	}
	set(t, c, "MIMALLOC=y")
	c.ResetAll()
	if got := c.Lookup("TLSF").Value(); got != "y" {
		t.Errorf("TLSF=%s after ResetAll", got)
	}
}

// TestChoiceState looks at what only the interface tells of choices.
func TestChoiceState(t *testing.T) {
	c := mustParse(t, `
config MODULES
	bool "modules"
	modules
	default y
config X
	bool "x"
choice
	prompt "empty"
config A
	bool "a"
	depends on X
endchoice
choice
	tristate "t"
	optional
config B
	tristate "b"
config C
	tristate "c"
endchoice
`)
	empty, tri := c.Choices()[0], c.Choices()[1]
	if empty.Value() != "n" || empty.Selection() != nil || fmt.Sprint(empty.Assignable()) != "[n]" {
		t.Errorf("an empty choice is %s, %v of %v", empty.Value(), empty.Selection(), empty.Assignable())
	}
	set(t, c, "X=y")
	if empty.Value() != "y" || empty.Selection() != c.Lookup("A") {
		t.Errorf("it is %s", empty.Value())
	}
	for _, x := range []struct {
		value string
		typ   kconfig.Type
		can   string
	}{{"m", kconfig.TristateType, "[n m]"}, {"y", kconfig.Bool, "[y]"}, {"n", kconfig.TristateType, "[]"}} {
		if err := tri.Set(x.value); err != nil {
			t.Fatal(err)
		}
		b := c.Lookup("B")
		if b.EffectiveType() != x.typ || fmt.Sprint(b.Assignable()) != x.can {
			t.Errorf("with the choice %s, B is %s, one of %v", x.value, b.EffectiveType(), b.Assignable())
		}
	}
	set(t, c, "MODULES=n")
	if err := tri.Set("m"); err == nil {
		t.Error("the choice is m without modules")
	}
}

func TestSetRefused(t *testing.T) {
	for _, x := range []struct{ before, set, want string }{
		{"", "TCP=y", "TCP=y: it is hidden\n  TCP is n: nothing sets it\n  TCP cannot be set:\n    it needs NET (Kconfig:8): NET is n; set NET=y"},
		{"", "CHECKSUM=y", "CHECKSUM=y: it cannot be set: it has no prompt and follows from others\n  CHECKSUM is n: nothing sets it\n  CHECKSUM cannot be set: it has no prompt\n    TCP would select it if NET (Kconfig:11)"},
		{"", "NET=m", "NET=m: a bool is one of y, n"},
		{"", "NET=yes", "NET=yes: a bool is one of y, n"},
		{"", "PORT=x", "PORT=x: this is no int number"},
		{"", "PORT=010", "PORT=010: this is no int number"},
		{"NET=y TCP=y", "PORT=0", "PORT=0: it must be from 1 to 65535"},
		{"", "PORT=0", ""},
		{"", "NAME=x", "NAME=x: it is hidden\n  NAME is empty: nothing sets it\n  NAME cannot be set:\n    it needs NET (Kconfig:26): NET is n; set NET=y"},
		{"NET=y", "NAME=a\nb", "NAME=a\nb: the text must be one line"},
		{"", "TLSF=n", "TLSF=n: of a choice one value is y: set another one"},
		{"SMALL=y", "MIMALLOC=y", "MIMALLOC=y: it is hidden\n  MIMALLOC is n: nothing sets it\n  MIMALLOC cannot be set:\n    it needs !SMALL (Kconfig:33): SMALL is y; set SMALL=n"},
	} {
		c := mustParse(t, shop)
		for _, b := range strings.Fields(x.before) {
			set(t, c, b)
		}
		name, value, _ := strings.Cut(x.set, "=")
		got := ""
		if err := c.Lookup(name).Set(value); err != nil {
			got = err.Error()
			if errors.Is(err, kconfig.ErrNoChange) != (name == "CHECKSUM") {
				t.Errorf("%s: ErrNoChange is wrong", x.set)
			}
		}
		if got != x.want {
			t.Errorf("%s after %q:\n%s\nwant:\n%s", x.set, x.before, got, x.want)
		}
	}
}

func TestAssignable(t *testing.T) {
	c := mustParse(t, `
config MODULES
	bool
	default y
	modules
config A
	tristate "a"
config B
	tristate "b"
	depends on A
config C
	tristate "c"
config D
	bool "d"
config S
	tristate "s"
	select C
	select D
config H
	bool "h" if NOWHERE
config I
	int "i"
`)
	check := func(name, want string) {
		t.Helper()
		var got []string
		for _, v := range c.Lookup(name).Assignable() {
			got = append(got, v.String())
		}
		if strings.Join(got, "") != want {
			t.Errorf("%s can be %q, want %q", name, strings.Join(got, ""), want)
		}
	}
	check("A", "nmy")
	check("B", "")
	check("C", "nmy")
	check("D", "ny")
	check("H", "")
	check("I", "")
	set(t, c, "A=m", "S=m")
	check("B", "nm")
	check("C", "my")
	check("D", "y")
	set(t, c, "S=y")
	check("C", "y")
}
