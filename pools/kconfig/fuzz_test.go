// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"bytes"
	"io"
	"path/filepath"
	"testing"
	"testing/fstest"

	"golang.org/x/tools/txtar"

	"unicore/pools/kconfig"
)

func seeds(f *testing.F, add func(tree, answers []byte)) {
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		f.Fatal(err, "no cases")
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			f.Fatal(err)
		}
		var tree, answers []byte
		for _, x := range a.Files {
			switch x.Name {
			case "Kconfig":
				tree = x.Data
			case "answers":
				answers = x.Data
			}
		}
		add(tree, answers)
	}
	for _, m := range mistakes {
		add([]byte(m.tree), nil)
	}
}

// FuzzParse reads anything as a tree. What is taken must stand being used: its
// .config, read again and answered once more, must not come out differently.
func FuzzParse(f *testing.F) {
	seeds(f, func(tree, _ []byte) { f.Add(tree) })
	f.Fuzz(func(t *testing.T, tree []byte) {
		c, err := kconfig.Parse("Kconfig", kconfig.Options{
			FS: fstest.MapFS{"Kconfig": {Data: tree}}, Env: func(string) (string, bool) { return "", false },
		})
		if err != nil {
			_ = err.Error()
			return
		}
		for _, mode := range modes {
			c.ResetAll()
			mode.fill(c)
			kept := dotConfig(t, c)
			c.InvalidateAll()
			if d := difference(kept, dotConfig(t, c)); d != "" {
				t.Errorf("%s: stale:\n%s", mode.name, d)
			}
			c.LoadConfig(".config", []byte(kept))
			c.WriteDefconfig(io.Discard)
			c.WriteHeader(io.Discard)
		}
		for _, s := range append(append([]*kconfig.Symbol{}, c.Symbols()...), c.Choices()...) {
			c.Explain(s).Lines()
			s.Assignable()
			s.Range()
			s.Dependents()
			s.Set("y")
			s.Reset()
		}
		c.Walk(func(n *kconfig.Node) bool {
			n.Visible()
			n.Help()
			return true
		})
	})
}

// FuzzLoadConfig reads anything as .config.
func FuzzLoadConfig(f *testing.F) {
	seeds(f, func(_, answers []byte) { f.Add(answers) })
	f.Fuzz(func(t *testing.T, answers []byte) {
		c := mustParse(t, shop)
		for _, x := range c.LoadConfig(".config", answers) {
			_ = x.String()
		}
		first := dotConfig(t, c)
		for _, x := range c.LoadConfig(".config", []byte(first)) {
			t.Errorf("of what was written: %v", x)
		}
		var b bytes.Buffer
		if err := c.WriteConfig(&b); err != nil {
			t.Fatal(err)
		}
		if d := difference(b.String(), first); d != "" {
			t.Errorf("read again:\n%s", d)
		}
	})
}
