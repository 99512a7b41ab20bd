// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/pools"
	"unicore/pools/outside"
	"unicore/pools/selection"
	"unicore/sysroot"
	"unicore/toolchain"
)

// What a menu shows is saved, whatever order its symbols are in: another one of a
// choice, and back; what follows from an option that comes after it.
func TestSaveMenu(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		t.Helper()
		name = filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		return name
	}
	write("mine/lib/a/library.toml", "name = \"a\"\nsummary = \"A\"\nlicense = \"MIT\"\nneeds = [\"base\"]\n")
	write("mine/lib/a/a.c", "")
	write("mine/lib/a/Kconfig", "config A_BOTH\n\tdef_bool A_MORE\n\nconfig A_MORE\n\tbool \"more\"\n\nchoice\n\tprompt \"how\"\nconfig A_ONE\n\tbool \"one\"\nconfig A_TWO\n\tbool \"two\"\nendchoice\n")
	tree, _, err := outside.Look("mine", filepath.Join(dir, "mine"))
	if err != nil {
		t.Fatal(err)
	}
	space, err := sysroot.Options{Pools: []pools.Tree{tree}}.Space()
	if err != nil {
		t.Fatal(err)
	}
	target := selection.Target(toolchain.Targets()[0])
	for _, symbol := range []string{"LIB_MEM_TLSF", "LIB_CONSOLE_NONE", "LIB_SCHED_COOP", "A_MORE", "A_TWO"} {
		file, seen := write("x.config", ""), map[string]string{}
		shown, _, err := space.Config(target, nil)
		if err != nil {
			t.Fatal(err)
		}
		if err := shown.Lookup(symbol).Set("y"); err != nil {
			t.Fatal(err)
		}
		err = saveMenu(t.Context(), space, target, shown.Config, file, seen)
		if text, _ := os.ReadFile(file); err != nil || !strings.HasSuffix(string(text), "\nCONFIG_"+symbol+"=y\n") {
			t.Errorf("%s: %v\n%s", symbol, err, text)
		}
		write("x.config", "# somebody else's\n")
		if err := saveMenu(t.Context(), space, target, shown.Config, file, seen); err == nil || !strings.Contains(err.Error(), "changed meanwhile") {
			t.Errorf("%s: %v", symbol, err)
		}
		shown.ResetAll()
		err = saveMenu(t.Context(), space, target, shown.Config, file, seen)
		if text, _ := os.ReadFile(file); err != nil || strings.Contains(string(text), "CONFIG_") {
			t.Errorf("%s taken back: %v\n%s", symbol, err, text)
		}
	}
}
