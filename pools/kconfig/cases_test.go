// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"

	"unicore/pools/kconfig"
)

var update = flag.Bool("update", false, "write what Linux or kconfiglib makes of the cases into them")

// TestCases tries one rule of the language in each file of testdata/cases: the
// tree, the answers, and what follows. The references that the file names must
// agree, and those alone decide what is right.
func TestCases(t *testing.T) {
	needReferences(t)
	files, err := filepath.Glob("testdata/cases/*.txtar")
	if err != nil || len(files) == 0 {
		t.Fatal(err, "no cases")
	}
	cases := map[string]*ruleCase{}
	var dirs []string
	for _, file := range files {
		c := readCase(t, file)
		cases[file] = c
		if c.refs["kconfiglib"] {
			dirs = append(dirs, c.dir)
		}
	}
	runKconfiglib(t, dirs) // once, as it takes long to start
	for _, file := range files {
		t.Run(strings.TrimSuffix(filepath.Base(file), ".txtar"), func(t *testing.T) { cases[file].run(t) })
	}
}

// ruleCase is one file of testdata/cases, its tree in a folder of its own.
type ruleCase struct {
	file    string
	archive *txtar.Archive
	refs    map[string]bool
	dir     string
	answers string
	want    map[string]string
}

func readCase(t *testing.T, file string) *ruleCase {
	t.Helper()
	a, err := txtar.ParseFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := &ruleCase{file: file, archive: a, refs: map[string]bool{}, dir: t.TempDir(), want: map[string]string{}}
	for _, line := range strings.Split(string(a.Comment), "\n") {
		if list, ok := strings.CutPrefix(line, "refs:"); ok {
			for _, r := range strings.Fields(list) {
				c.refs[r] = true
			}
		}
		if kv, ok := strings.CutPrefix(line, "env: "); ok {
			name, value, _ := strings.Cut(kv, "=")
			t.Setenv(name, value)
		}
	}
	for _, f := range a.Files {
		switch {
		case strings.HasPrefix(f.Name, "want"):
			c.want[f.Name] = string(f.Data)
		case f.Name == "answers":
			c.answers = string(f.Data)
			write(t, c.answers, c.dir, ".config")
		default:
			write(t, string(f.Data), c.dir, f.Name)
		}
	}
	return c
}

func (c *ruleCase) run(t *testing.T) {
	refs, dir, answers, want := c.refs, c.dir, c.answers, c.want
	if len(refs) == 0 {
		t.Fatal("the case names no reference")
	}
	got := map[string]string{}
	if refs["linux"] {
		got = caseLinux(t, dir, answers)
	} else if !refs["kconfiglib"] {
		got = ours(t, dir, answers)
	}
	if refs["kconfiglib"] {
		theirs := caseKconfiglib(t, dir)
		for _, name := range []string{"want.config", "want.defconfig", "want.h"} {
			if got[name] == "" {
				got[name] = theirs[name]
			} else if d := difference(theirs[name], got[name]); d != "" && !(name == "want.h" && lines(theirs[name]) == lines(got[name])) {
				t.Errorf("kconfiglib (as ours) and Linux differ in %s:\n%s", name, d)
			}
		}
	}
	if refs["frontends"] {
		caseFrontends(t, dir, answers, got["want.config"])
	}
	if *update {
		a := c.archive
		keep := a.Files[:0]
		for _, f := range a.Files {
			if !strings.HasPrefix(f.Name, "want") {
				keep = append(keep, f)
			}
		}
		a.Files = keep
		for _, name := range []string{"want.config", "want.defconfig", "want.h"} {
			a.Files = append(a.Files, txtar.File{Name: name, Data: []byte(got[name])})
		}
		if err := os.WriteFile(c.file, txtar.Format(a), 0o666); err != nil {
			t.Fatal(err)
		}
		want = got
	}
	mine := ours(t, dir, answers)
	for _, name := range []string{"want.config", "want.defconfig", "want.h"} {
		if _, ok := want[name]; !ok {
			t.Errorf("the case has no %s: run with -update and read what it wrote", name)
		}
		if d := difference(got[name], want[name]); d != "" && !(name == "want.h" && lines(got[name]) == lines(want[name])) {
			t.Errorf("the reference differs from %s (as theirs):\n%s", name, d)
		}
		if d := difference(mine[name], want[name]); d != "" && !(name == "want.h" && !refs["linux"] && lines(mine[name]) == lines(want[name])) {
			t.Errorf("%s:\n%s", name, d)
		}
	}
}

func ours(t *testing.T, dir, answers string) map[string]string {
	t.Helper()
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir, Shell: kconfig.HostShell})
	if err != nil {
		t.Fatal(err)
	}
	c.LoadConfig(".config", []byte(answers))
	out := map[string]string{"want.config": body(dotConfig(t, c)), "want.h": body(header(t, c))}
	c.LoadConfig(".config", []byte(dotConfig(t, c)))
	out["want.defconfig"] = defconfig(t, c)
	return out
}

// caseLinux runs Linux, which spells the option that other tools know as
// “option modules” without the first word.
func caseLinux(t *testing.T, dir, answers string) map[string]string {
	t.Helper()
	tree := read(t, dir, "Kconfig")
	write(t, strings.ReplaceAll(tree, "\toption modules\n", "\tmodules\n"), dir, "Kconfig")
	defer write(t, tree, dir, "Kconfig")
	write(t, answers, dir, ".config")
	if said, err := linux(dir, "--olddefconfig"); err != nil {
		t.Fatalf("Linux: %v %s", err, said)
	}
	out := map[string]string{"want.config": body(read(t, dir, ".config")), "want.h": body(read(t, dir, "autoconf.h"))}
	if said, err := linux(dir, "--savedefconfig=defconfig"); err != nil {
		t.Fatalf("Linux: %v %s", err, said)
	}
	out["want.defconfig"] = read(t, dir, "defconfig")
	return out
}

// caseKconfiglib is what kconfiglib left in the folder.
func caseKconfiglib(t *testing.T, dir string) map[string]string {
	t.Helper()
	if said, err := os.ReadFile(filepath.Join(dir, "kconfiglib.error")); err == nil {
		t.Fatalf("kconfiglib: %s", said)
	}
	return map[string]string{
		"want.config": read(t, dir, "kconfiglib.config"), "want.defconfig": read(t, dir, "kconfiglib.min"), "want.h": read(t, dir, "kconfiglib.h"),
	}
}

func caseFrontends(t *testing.T, dir, answers, want string) {
	t.Helper()
	write(t, answers, dir, ".config")
	if said, err := conf(frontendsConf, dir, "--olddefconfig"); err != nil {
		t.Fatalf("frontends: %v %s", err, said)
	}
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	c.LoadConfig(".config", []byte(answers))
	if d := difference(withoutHidden(c, body(read(t, dir, ".config"))), oldStyle(want)); d != "" {
		t.Errorf("the frontends (as ours) differ:\n%s", d)
	}
}
