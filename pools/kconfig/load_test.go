// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

func told(found []kconfig.Finding) string {
	var out []string
	for _, f := range found {
		out = append(out, f.String())
	}
	return strings.Join(out, "\n")
}

// TestLoadFindings has everything in an old .config named that did not become
// what it says.
func TestLoadFindings(t *testing.T) {
	c := mustParse(t, shop)
	const answers = `# a comment
CONFIG_NET=y
CONFIG_OLD_DRIVER=y
# CONFIG_OLD_THING is not set
CONFIG_TCP=y
CONFIG_FAST=on
CONFIG_PORT=70000
CONFIG_MASK=zz
CONFIG_NAME=unquoted
CONFIG_SMALL=y
CONFIG_SMALL=n
this is nothing
CONFIG_MIMALLOC=y
CONFIG_SMALL=y
# CONFIG_CHECKSUM is not set
NET=n
`
	const want = `.config:3: OLD_DRIVER=y: there is no such symbol any more
.config:6: FAST=on: the value does not fit the symbol's type
.config:8: MASK=zz: the value does not fit the symbol's type
.config:9: NAME=unquoted: the value does not fit the symbol's type
.config:11: SMALL=n contradicts SMALL=y at .config:10; the later one counts
.config:12: neither an assignment nor a comment: “this is nothing”
.config:14: SMALL=y contradicts SMALL=n at .config:11; the later one counts
.config:16: neither an assignment nor a comment: “NET=n”
.config:7: PORT=70000: out of range; it is 80 instead
.config:15: CHECKSUM=n has no effect; it is y
.config:13: MIMALLOC=y has no effect; it is n`
	found := c.LoadConfig(".config", []byte(answers))
	got := strings.Split(told(found), "\n")
	wanted := strings.Split(want, "\n")
	if len(got) != len(wanted) {
		t.Errorf("%d findings, want %d", len(got), len(wanted))
	}
	for _, w := range wanted {
		if !strings.Contains(told(found), w) {
			t.Errorf("not told: %s", w)
		}
	}
	if t.Failed() {
		t.Log(told(found))
	}
	if got := c.Lookup("PORT").Value(); got != "80" {
		t.Errorf("PORT=%s", got)
	}
	if _, err := c.LoadFile(filepath.Join(t.TempDir(), "nowhere")); !os.IsNotExist(err) {
		t.Errorf("a file that is not there: %v", err)
	}
}

// TestLoadOwn finds nothing in what we wrote ourselves.
func TestLoadOwn(t *testing.T) {
	for seed := range uint64(200) {
		tree, answers := generate(1<<42+seed, false, "")
		c, err := parse(t, tree)
		if err != nil {
			continue
		}
		c.LoadConfig(".config", []byte(answers))
		// What is written may itself lack answers that hidden symbols had.
		for range 3 {
			c.LoadConfig(".config", []byte(dotConfig(t, c)))
		}
		config := dotConfig(t, c)
		for _, f := range c.LoadConfig(".config", []byte(config)) {
			t.Errorf("seed %d: %v", seed, f)
		}
		if d := difference(dotConfig(t, c), config); d != "" {
			t.Fatalf("seed %d:\n%s", seed, d)
		}
		small := defconfig(t, c)
		c.LoadConfig("defconfig", []byte(small))
		if d := difference(dotConfig(t, c), config); d != "" && !partly(c) {
			t.Errorf("seed %d: the defconfig makes another .config:\n%s\n%s", seed, d, small)
		}
	}
}

// partly reports whether the tree has choices that a defconfig cannot tell of:
// an optional or tristate one that is on by an answer that it leaves out.
func partly(c *kconfig.Config) bool {
	for _, s := range c.Choices() {
		if s.Optional() || s.Type() == kconfig.TristateType {
			return true
		}
	}
	return false
}

// TestLoadFreshens has what was only worked out, not answered, show its default
// when it comes to light, but answers kept.
func TestLoadFreshens(t *testing.T) {
	c := mustParse(t, `
config X
	bool "x"
config A
	int "a" if X
	default 5 if X
	default 3
config B
	bool "b"
	depends on X
`)
	c.LoadConfig(".config", []byte(dotConfig(t, c)))
	set(t, c, "X=y")
	if got := c.Lookup("A").Value(); got != "5" {
		t.Errorf("A=%s: its old default was taken for an answer", got)
	}
	c.LoadConfig(".config", []byte("# CONFIG_X is not set\nCONFIG_A=3\nCONFIG_B=y\n"))
	set(t, c, "X=y")
	if a, b := c.Lookup("A").Value(), c.Lookup("B").Value(); a != "3" || b != "y" {
		t.Errorf("A=%s, B=%s: the answers of another tree are lost", a, b)
	}
}

func TestSaveFile(t *testing.T) {
	c := mustParse(t, shop)
	set(t, c, "NET=y")
	dir := t.TempDir()
	write(t, "old", dir, "real")
	if err := os.Chmod(filepath.Join(dir, "real"), 0o600); err != nil {
		t.Fatal(err)
	}
	link := filepath.Join(dir, "link")
	if err := os.Symlink("real", link); err != nil {
		t.Fatal(err)
	}
	if err := c.SaveFile(link); err != nil {
		t.Fatal(err)
	}
	if got := read(t, dir, "real"); got != dotConfig(t, c) {
		t.Errorf("it holds %q", got)
	}
	before, err := os.Stat(filepath.Join(dir, "real"))
	if err != nil || before.Mode().Perm() != 0o600 {
		t.Errorf("mode %v, %v", before.Mode(), err)
	}
	if info, err := os.Lstat(link); err != nil || info.Mode()&os.ModeSymlink == 0 {
		t.Error("the link is gone")
	}
	if err := c.SaveFile(link); err != nil {
		t.Fatal(err)
	}
	if after, err := os.Stat(link); err != nil || !os.SameFile(before, after) {
		t.Error("an equal file was written again")
	}
	if left, _ := filepath.Glob(dir + "/*.tmp"); len(left) > 0 {
		t.Errorf("left behind: %v", left)
	}
	if err := c.SaveFile(filepath.Join(dir, "no/folder")); err == nil {
		t.Error("no error without a folder")
	}
	if found, err := c.LoadFile(link); err != nil || len(found) > 0 || c.Lookup("NET").Value() != "y" {
		t.Errorf("loaded: %v, %v", found, err)
	}
	for _, name := range []string{dir, "/dev/zero"} {
		if _, err := c.LoadFile(name); err == nil {
			t.Errorf("%s was loaded", name)
		}
	}
}

func TestMerge(t *testing.T) {
	c := mustParse(t, shop)
	found := c.Merge(
		kconfig.Fragment{Name: "base.config", Data: []byte("CONFIG_NET=y\nCONFIG_TCP=y\nCONFIG_PORT=8080\nCONFIG_SMALL=y\n")},
		kconfig.Fragment{Name: "fast.config", Data: []byte("# CONFIG_SMALL is not set\nCONFIG_FAST=y\n")},
		kconfig.Fragment{Name: "net.config", Data: []byte("CONFIG_PORT=9090\nCONFIG_NET=n\n")},
	)
	const want = `fast.config:1: SMALL=n contradicts SMALL=y at base.config:4; the later one counts
net.config:1: PORT=9090 contradicts PORT=8080 at base.config:3; the later one counts
net.config:2: NET=n contradicts NET=y at base.config:1; the later one counts
base.config:2: TCP=y has no effect; it is n
fast.config:2: FAST=y has no effect; it is n`
	if got := told(found); got != want {
		t.Errorf("got:\n%s\nwant:\n%s", got, want)
	}
	if got := c.Lookup("PORT").Value(); got != "9090" {
		t.Errorf("PORT=%s", got)
	}
	var f kconfig.Finding
	for _, f = range found {
		if f.Kind == kconfig.Overruled && f.Symbol == "FAST" {
			break
		}
	}
	if lines := strings.Join(c.Explain(c.Lookup(f.Symbol)).Lines(), "\n"); !strings.Contains(lines, "set NET=y") || !strings.Contains(lines, "the answer y has no effect") {
		t.Errorf("the explanation has no way out:\n%s", lines)
	}
}

func TestPrefix(t *testing.T) {
	dir := t.TempDir()
	write(t, "config A\n\tbool \"a\"\n", dir, "Kconfig")
	c, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir, Prefix: "UC_"})
	if err != nil {
		t.Fatal(err)
	}
	if found := c.LoadConfig("x", []byte("UC_A=y\n")); len(found) != 0 {
		t.Error(told(found))
	}
	if got := body(dotConfig(t, c)); got != "UC_A=y\n" {
		t.Errorf("%q", got)
	}
}
