// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

// modes are the ways to answer without questions, ours and theirs.
var modes = []struct {
	name string
	fill func(*kconfig.Config)
}{
	{"allnoconfig", func(c *kconfig.Config) { c.FillNew(kconfig.AllNo) }},
	{"allyesconfig", func(c *kconfig.Config) { c.FillNew(kconfig.AllYes) }},
	{"allmodconfig", func(c *kconfig.Config) { c.FillNew(kconfig.AllMod) }},
	{"alldefconfig", func(c *kconfig.Config) {}},
	{"randconfig", func(c *kconfig.Config) { c.FillRandom(4711, kconfig.EvenOdds) }},
}

// againstLinux compares everything that is written for one tree with Linux.
// It reports false when both refuse the tree.
func againstLinux(t *testing.T, dir, tree, answers string, seed int) bool {
	t.Helper()
	write(t, tree, dir, "Kconfig")
	write(t, answers, dir, ".config")
	os.Remove(filepath.Join(dir, "auto/auto.conf"))
	news := ""
	if seed%4 == 1 {
		news, _ = linux(dir, "--listnewconfig")
	}
	said, err := linux(dir, "--olddefconfig")
	c, ourErr := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if (err != nil) != (ourErr != nil) {
		t.Errorf("Linux: %v %s\nours: %v", err, said, ourErr)
		return false
	}
	if err != nil {
		if strings.Contains(said, "recursive dependency") != strings.Contains(ourErr.Error(), "recursive dependency") {
			t.Errorf("Linux: %s\nours: %v", said, ourErr)
		}
		return false
	}
	compare := func(what, ours, theirs string) {
		if d := difference(ours, theirs); d != "" {
			t.Errorf("%s:\n%s", what, d)
		}
	}
	c.LoadConfig(".config", []byte(answers))
	config := read(t, dir, ".config")
	compare(".config", dotConfig(t, c), config)
	if seed%4 == 1 {
		var ours []string
		for _, s := range c.Unanswered() {
			ours = append(ours, "CONFIG_"+s.Name()+"=")
		}
		var theirs []string
		for _, l := range strings.Split(news, "\n") {
			if name, _, ok := strings.Cut(l, "="); ok && strings.HasPrefix(l, "CONFIG_") {
				theirs = append(theirs, name+"=")
			}
		}
		compare("listnewconfig", strings.Join(ours, "\n"), strings.Join(theirs, "\n"))
	}
	compare("autoconf.h", header(t, c), read(t, dir, "autoconf.h"))
	compare("auto.conf", autoConf(t, c), read(t, dir, "auto/auto.conf"))

	if said, err := linux(dir, "--savedefconfig=defconfig"); err != nil {
		t.Fatal(err, said)
	}
	saved := read(t, dir, "defconfig")
	c.LoadConfig(".config", []byte(config))
	compare("defconfig", defconfig(t, c), saved)

	m := modes[seed%len(modes)]
	if said, err := linux(dir, "--"+m.name); err != nil {
		t.Fatal(err, said)
	}
	c.ResetAll()
	m.fill(c)
	compare(m.name, dotConfig(t, c), read(t, dir, ".config"))

	// The same after a few answers, now and then.
	if seed%4 != 0 {
		return true
	}
	write(t, answers, dir, "few")
	t.Setenv("KCONFIG_ALLCONFIG", "few")
	if said, err := linux(dir, "--"+m.name); err != nil {
		t.Fatal(err, said)
	}
	os.Unsetenv("KCONFIG_ALLCONFIG")
	c.LoadConfig("few", []byte(answers))
	m.fill(c)
	compare(m.name+" with KCONFIG_ALLCONFIG", dotConfig(t, c), read(t, dir, ".config"))
	return true
}

// trees is how many random trees to try: 2,000 in every run; more by
// KCONFIG_TREES.
func trees() uint64 {
	if n, err := strconv.ParseUint(os.Getenv("KCONFIG_TREES"), 10, 32); err == nil {
		return n
	}
	return 2000
}

func TestRandomLinux(t *testing.T) {
	needReferences(t)
	dir := t.TempDir()
	accepted, seed := uint64(0), uint64(0)
	for ; accepted < trees(); seed++ {
		tree, answers := generate(seed, false, "")
		if againstLinux(t, dir, tree, answers, int(seed)) {
			accepted++
		}
		if t.Failed() {
			t.Fatalf("seed %d\n%s\n%s", seed, tree, answers)
		}
	}
	t.Logf("%d trees that both accept, %d that both refuse", accepted, seed-accepted)
}

// TestRandomShared compares with kconfiglib and with Linux 4.11, on what all
// take alike.
func TestRandomShared(t *testing.T) {
	needReferences(t)
	root := t.TempDir()
	var dirs []string
	seed := uint64(1) << 32
	for uint64(len(dirs)) < trees() {
		dir := filepath.Join(root, strconv.FormatUint(seed, 10))
		tree, answers := generate(seed, true, "option ")
		write(t, tree, dir, "Kconfig")
		write(t, answers, dir, ".config")
		if _, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir}); err == nil {
			dirs = append(dirs, dir)
		}
		seed++
	}
	runKconfiglib(t, dirs)
	for _, dir := range dirs {
		againstKconfiglib(t, dir)
		againstFrontends(t, dir)
		if t.Failed() {
			t.Fatalf("%s\n%s\n%s", filepath.Base(dir), read(t, dir, "Kconfig"), read(t, dir, "answers"))
		}
	}
}

func againstKconfiglib(t *testing.T, dir string) {
	t.Helper()
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if theirs, err := os.ReadFile(filepath.Join(dir, "kconfiglib.error")); err == nil {
		t.Errorf("kconfiglib refuses what we accept: %s", theirs)
		return
	}
	c.LoadConfig(".config", []byte(read(t, dir, ".config")))
	for _, x := range [][3]string{
		{".config", body(dotConfig(t, c)), read(t, dir, "kconfiglib.config")},
		{"defconfig", defconfig(t, c), read(t, dir, "kconfiglib.min")},
		{"autoconf.h", lines(header(t, c)), lines(read(t, dir, "kconfiglib.h"))},
	} {
		if d := difference(x[1], x[2]); d != "" {
			t.Errorf("kconfiglib: %s:\n%s", x[0], d)
		}
	}
}

func againstFrontends(t *testing.T, dir string) {
	t.Helper()
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir})
	if err != nil {
		t.Fatal(err)
	}
	answers := read(t, dir, ".config")
	write(t, answers, dir, "answers")
	c.LoadConfig(".config", []byte(answers))
	if said, err := conf(frontendsConf, dir, "--olddefconfig"); err != nil {
		t.Errorf("frontends: %v %s", err, said)
		return
	}
	config := read(t, dir, ".config")
	if d := difference(oldStyle(body(dotConfig(t, c))), withoutHidden(c, body(config))); d != "" {
		t.Errorf("frontends: .config:\n%s", d)
	}
	c.LoadConfig(".config", []byte(config))
	if said, err := conf(frontendsConf, dir, "--savedefconfig=defconfig"); err != nil {
		t.Errorf("frontends: %v %s", err, said)
	} else if d := difference(defconfig(t, c), read(t, dir, "defconfig")); d != "" {
		t.Errorf("frontends: defconfig:\n%s", d)
	}
	for _, d := range []string{"include/config", "include/generated", "auto"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o777); err != nil {
			t.Fatal(err)
		}
	}
	if said, err := conf(frontendsConf, dir, "--silentoldconfig"); err != nil {
		// It asks for numbers that are empty, and for what is new because
		// the answers to a tristate choice that is not y went with it.
		if !strings.Contains(said, "Console input/output is redirected") {
			t.Errorf("frontends: %v %s", err, said)
		}
	} else if d := difference(lines(header(t, c)), lines(read(t, dir, "autoconf.h"))); d != "" {
		t.Errorf("frontends: autoconf.h:\n%s", d)
	}
}
