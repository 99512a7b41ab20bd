// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"unicore/pools/kconfig"
)

// TestDifferences keeps the table of docs/kconfig.md true: in each file of
// testdata/differences the references do what the file says, they do not all do
// the same, and we do what Linux 6.1 does, except where the documentation says
// otherwise.
func TestDifferences(t *testing.T) {
	needReferences(t)
	files, err := filepath.Glob("testdata/differences/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	cases := map[string]*ruleCase{}
	var dirs []string
	for _, file := range files {
		cases[file] = readCase(t, file)
		dirs = append(dirs, cases[file].dir)
	}
	runKconfiglib(t, dirs)
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".txtar")
		t.Run(name, func(t *testing.T) { runDifference(t, cases[file], name == "help-without-text") })
	}
}

func runDifference(t *testing.T, c *ruleCase, stricter bool) {
	a, dir := c.archive, c.dir
	tree := read(t, dir, "Kconfig")
	got := map[string]string{}
	for _, ref := range []string{"linux", "frontends"} {
		tool, text := frontendsConf, tree
		if ref == "linux" {
			tool, text = linuxConf, strings.ReplaceAll(tree, "\toption modules\n", "\tmodules\n")
		}
		write(t, text, dir, "Kconfig")
		write(t, c.answers, dir, ".config")
		if _, err := conf(tool, dir, "--olddefconfig"); err != nil {
			got[ref] = "refused\n"
		} else {
			got[ref] = body(read(t, dir, ".config"))
		}
	}
	if _, err := os.Stat(filepath.Join(dir, "kconfiglib.error")); err == nil {
		got["kconfiglib"] = "refused\n"
	} else {
		got["kconfiglib"] = read(t, dir, "kconfiglib.config")
	}
	if *update {
		a.Files = a.Files[:2]
		for _, ref := range []string{"linux", "kconfiglib", "frontends"} {
			a.Files = append(a.Files, txtar.File{Name: "want." + ref, Data: []byte(got[ref])})
			c.want["want."+ref] = got[ref]
		}
		if err := os.WriteFile(c.file, txtar.Format(a), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for ref, text := range got {
		if d := difference(text, c.want["want."+ref]); d != "" {
			t.Errorf("%s does not do (as theirs) what the file says:\n%s", ref, d)
		}
	}
	if got["linux"] == got["kconfiglib"] && got["linux"] == got["frontends"] {
		t.Errorf("they all do the same:\n%s", got["linux"])
	}
	k, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	k.LoadConfig(".config", []byte(c.answers))
	if d := difference(body(dotConfig(t, k)), got["linux"]); (d == "") == stricter {
		t.Errorf("ours and Linux:\n%s", d)
	}
}
