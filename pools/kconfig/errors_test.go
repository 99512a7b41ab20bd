// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"unicore/pools/kconfig"
)

// parse reads a tree of files; the first one is Kconfig.
func parse(t *testing.T, text string, more ...string) (*kconfig.Config, error) {
	t.Helper()
	fsys := fstest.MapFS{"Kconfig": {Data: []byte(text)}}
	for i := 0; i+1 < len(more); i += 2 {
		fsys[more[i]] = &fstest.MapFile{Data: []byte(more[i+1])}
	}
	return kconfig.Parse("Kconfig", kconfig.Options{FS: fsys})
}

func mustParse(t *testing.T, text string, more ...string) *kconfig.Config {
	t.Helper()
	c, err := parse(t, text, more...)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var mistakes = []struct {
	name, tree string
	linuxTakes bool // Linux warns at most
	want       string
}{
	{name: "unknown statement", tree: "config A\n\tbool \"a\"\n\tdefualt y\n", want: `
Kconfig:3:2: unknown statement “defualt”
     defualt y
     ^
hint: did you mean default?`},
	{name: "unclosed string", tree: "config A\n\tbool \"a\n", linuxTakes: true, want: `
Kconfig:2:7: the string is not closed on this line
     bool "a
          ^`},
	{name: "prompt without quotes", tree: "config A\n\tbool a\n", want: `
Kconfig:2:7: expected a prompt in quotes or the end of the line, not “a”
     bool a
          ^`},
	{name: "expression ends", tree: "config A\n\tbool\n\tdepends on B &&\n", want: `
Kconfig:3:17: expected a symbol or a value, not the end of the line
     depends on B &&
                    ^`},
	{name: "parenthesis", tree: "config A\n\tbool\n\tdepends on (B || C\n", want: `
Kconfig:3:20: expected “)”, not the end of the line
     depends on (B || C
                       ^`},
	{name: "a word too many", tree: "config A B\n", want: `
Kconfig:1:10: expected the end of the line, not “B”
    config A B
             ^`},
	{name: "no on", tree: "config A\n\tbool\n\tdepends A\n", want: `
Kconfig:3:10: expected “on” after depends, not “A”
     depends A
             ^`},
	{name: "keyword as a symbol", tree: "config A\n\tbool\n\tdepends on menu\n", want: `
Kconfig:3:13: expected a symbol or a value, but “menu” is a word of the language
     depends on menu
                ^`},
	{name: "no name", tree: "config\n\tbool\n", want: `
Kconfig:1:7: expected the name of a symbol, not the end of the line
    config
          ^`},
	{name: "quoted name", tree: "config \"A\"\n\tbool\n", want: `
Kconfig:1:8: expected the name of a symbol, not “A”
    config "A"
           ^`},
	{name: "range of one", tree: "config A\n\tint\n\trange 1\n", want: `
Kconfig:3:9: expected a symbol or a value, not the end of the line
     range 1
            ^`},
	{name: "menu open", tree: "menu \"m\"\nconfig A\n\tbool\n", want: `
Kconfig:4:1: the file ends before endmenu

    ^
hint: the block begins at Kconfig:1`},
	{name: "wrong end", tree: "menu \"m\"\nif A\nendmenu\n", want: `
Kconfig:3:1: expected endif, not endmenu
    endmenu
    ^
hint: the block begins at Kconfig:2`},
	{name: "end alone", tree: "endif\n", want: `
Kconfig:1:1: endif without if in this file
    endif
    ^`},
	{name: "menu within choice", tree: "choice\n\tprompt \"c\"\nmenu \"m\"\nendmenu\nendchoice\n", want: `
Kconfig:3:1: menu is not possible within a choice
    menu "m"
    ^`},
	{name: "option of another", tree: "comment \"c\"\n\tdefault y\n", want: `
Kconfig:2:2: default is no option of a comment
     default y
     ^`},
	{name: "select of a choice", tree: "choice\n\tprompt \"c\"\n\tselect A\nendchoice\n", want: `
Kconfig:3:2: select is no option of a choice
     select A
     ^`},
	{name: "visible of config", tree: "config A\n\tbool\n\tvisible if B\n", want: `
Kconfig:3:2: visible is no option of a config
     visible if B
     ^`},
	{name: "missing file", tree: "source \"nowhere\"\n", want: `
Kconfig:1:8: cannot read “nowhere”: file does not exist
    source "nowhere"
           ^
hint: osource does without a file that is not there`},
	{name: "itself", tree: "source \"Kconfig\"\n", want: `
Kconfig:1:8: Kconfig sources itself
    source "Kconfig"
           ^`},
	{name: "macro open", tree: "config A\n\tstring\n\tdefault \"$(foo\"\n", want: `
Kconfig:3:11: the $( has no matching )
     default "$(foo"
              ^`},
	{name: "macro recursive", tree: "a = $(b)\nb = $(a)\nconfig A\n\tdef_bool $(a)\n", want: `
Kconfig:4:11: the variable a refers to itself
     def_bool $(a)
              ^`},
	{name: "macro forever", tree: "a = $(a,$(1)x)\nconfig A\n\tdef_bool $(a,y)\n", want: `
Kconfig:3:11: macros call one another more than 1000 deep
     def_bool $(a,y)
              ^`},
	{name: "error-if", tree: "$(error-if,y,the compiler is too old)\n", want: `
Kconfig:1:1: the compiler is too old
    $(error-if,y,the compiler is too old)
    ^`},
	{name: "arguments", tree: "$(error-if,y)\n", want: `
Kconfig:1:1: $(error-if) takes 2 arguments, not 1
    $(error-if,y)
    ^`},
	{name: "modules twice", tree: "config A\n\tbool\n\tmodules\nconfig B\n\tbool\n\tmodules\n", want: `
Kconfig:6:2: A is the symbol with the modules option already
     modules
     ^`},
	{name: "NUL", tree: "config A\n\tbool \x00\n", linuxTakes: true, want: `
Kconfig:2:7: a NUL byte: this is no text file
     bool
          ^`},
	{name: "far right", tree: "config A\n\tbool\n\tdepends on " + strings.Repeat("B || ", 40) + ")\n", want: `
Kconfig:3:213: expected a symbol or a value, not “)”
    …| B || B || B || B || B || B || B || B || B || )
                                                    ^`},
	{name: "self", tree: "config A\n\tbool\n\tdepends on A\n", want: `
recursive dependency: A → A
  Kconfig:3: A depends on A`},
	{name: "cycle", tree: "config A\n\tbool \"a\"\n\tdepends on B\nconfig B\n\tbool \"b\"\n\tselect C\nconfig C\n\tbool\n\tdefault A\nconfig D\n\tbool \"d\"\n\tselect B if A\n", want: `
recursive dependency: A → B → A
  Kconfig:3: A depends on B
  Kconfig:12: B is selected by D if A`},
	{name: "cycle through blocks", tree: "menu \"m\"\n\tdepends on A\nif B && C\nconfig D\n\tbool \"d\"\nendif\nendmenu\nconfig A\n\tbool\n\tdepends on E\n\tdepends on C\nconfig C\n\tbool \"c\"\n\tdepends on D\nconfig E\n\tbool\nconfig B\n\tbool\n", want: `
recursive dependency: D → A → C → D
  Kconfig:2: D depends on A
  Kconfig:11: A depends on C
  Kconfig:14: C depends on D`},
	{name: "cycle through if", tree: "config A\n\tbool \"a\"\nif A\nconfig B\n\tbool \"b\"\n\tselect A\nendif\n", want: `
recursive dependency: A → B → A
  Kconfig:6: A is selected by B
  Kconfig:3: B depends on A`},
	{name: "cycle of selects", tree: "config A\n\tbool \"a\"\n\tselect B\nconfig B\n\tbool \"b\"\n\tselect A\n", want: `
recursive dependency: A → B → A
  Kconfig:6: A is selected by B
  Kconfig:3: B is selected by A`},
	{name: "cycle through a choice", tree: "choice\n\tprompt \"c\"\nconfig A\n\tbool \"a\"\nconfig B\n\tbool \"b\"\n\tdepends on X\nendchoice\nconfig X\n\tbool \"x\"\n\tdepends on A\n", want: `
recursive dependency: B → X → A → B
  Kconfig:7: B depends on X
  Kconfig:11: X depends on A
  Kconfig:3: A is in a choice with B`},
	{name: "default loop", tree: "config A\n\tint \"a\"\n\tdefault B\nconfig B\n\tint \"b\"\n\tdefault A\n", want: `
recursive dependency: A → B → A
  Kconfig:3: A has as its default B
  Kconfig:6: B has as its default A`},
	{name: "range loop", tree: "config A\n\tint \"a\"\n\trange 0 B\nconfig B\n\tint \"b\"\n\tdefault A\n", linuxTakes: true, want: `
recursive dependency: A → B → A
  Kconfig:3: A has a range that depends on B
  Kconfig:6: B has as its default A`},
}

// TestMistakes has each mistake named with its place, and checks that Linux
// does not take what we refuse.
func TestMistakes(t *testing.T) {
	needReferences(t)
	for _, m := range mistakes {
		t.Run(m.name, func(t *testing.T) {
			_, err := parse(t, m.tree)
			if err == nil {
				t.Fatal("no error")
			}
			got := err.Error()
			var clean []string
			for _, l := range strings.Split(got, "\n") {
				clean = append(clean, strings.TrimRight(l, " "))
			}
			if got := "\n" + strings.Join(clean, "\n"); got != m.want {
				t.Errorf("got:%s\nwant:%s", got, m.want)
			}
			dir := t.TempDir()
			write(t, m.tree, dir, "Kconfig")
			if said, err := linux(dir, "--alldefconfig"); (err == nil) != m.linuxTakes {
				t.Errorf("Linux takes it: %v, said %s", err == nil, said)
			}
		})
	}
}

// TestMistakeInSourcedFile names the way to the file.
func TestMistakeInSourcedFile(t *testing.T) {
	_, err := parse(t, "\nsource \"a/Kconfig\"\n", "a/Kconfig", "config A\nsource \"a/b\"\n", "a/b", "config B\n\tbool \"x\" y\n")
	const text = "a/b:2:11: expected the end of the line, not “y”\n     bool \"x\" y\n              ^\n  sourced from a/Kconfig:2\n  sourced from Kconfig:2"
	if err == nil || err.Error() != text {
		t.Errorf("got:\n%v\nwant:\n%s", err, text)
	}
}
