// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sort"
	"strings"
	"testing"

	"unicore/pools/kconfig"
)

// The references: Linux 6.1's own conf (Debian's linux-kbuild-6.1), the
// kconfig-frontends, which are Linux 4.11's, and kconfiglib.
const (
	linuxConf     = "/usr/lib/linux-kbuild-6.1/scripts/kconfig/conf"
	frontendsConf = "/usr/bin/kconfig-conf"
	kconfiglib    = "/usr/lib/python3/dist-packages/kconfiglib.py"
)

func needReferences(t *testing.T) {
	t.Helper()
	for _, r := range [][2]string{{linuxConf, "linux-kbuild-6.1"}, {frontendsConf, "kconfig-frontends"}, {kconfiglib, "python3-kconfiglib"}} {
		if _, err := os.Stat(r[0]); err != nil {
			t.Fatalf("%v\nhint: scripts/packages test, or apt-get install %s", err, r[1])
		}
	}
}

// linux runs conf in dir and returns what it said.
func linux(dir string, args ...string) (string, error) { return conf(linuxConf, dir, args...) }

func conf(tool, dir string, args ...string) (string, error) {
	cmd := exec.Command(tool, append(args, "Kconfig")...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "KCONFIG_CONFIG=.config", "KCONFIG_AUTOCONFIG=auto/auto.conf",
		"KCONFIG_AUTOHEADER=autoconf.h", "KCONFIG_RUSTCCFG=rustc", "KCONFIG_SEED=4711")
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func read(t *testing.T, path ...string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(path...))
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func write(t *testing.T, data string, path ...string) {
	t.Helper()
	name := filepath.Join(path...)
	if err := os.MkdirAll(filepath.Dir(name), 0o777); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(data), 0o666); err != nil {
		t.Fatal(err)
	}
}

func render(t *testing.T, f func(b *bytes.Buffer) error) string {
	t.Helper()
	var b bytes.Buffer
	if err := f(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func dotConfig(t *testing.T, c *kconfig.Config) string {
	return render(t, func(b *bytes.Buffer) error { return c.WriteConfig(b) })
}

func defconfig(t *testing.T, c *kconfig.Config) string {
	return render(t, func(b *bytes.Buffer) error { return c.WriteDefconfig(b) })
}

func header(t *testing.T, c *kconfig.Config) string {
	return render(t, func(b *bytes.Buffer) error { return c.WriteHeader(b) })
}

func autoConf(t *testing.T, c *kconfig.Config) string {
	return render(t, func(b *bytes.Buffer) error { return c.WriteAuto(b) })
}

// difference shows the first lines that differ; empty when none do.
func difference(ours, theirs string) string {
	if ours == theirs {
		return ""
	}
	a, b := strings.Split(ours, "\n"), strings.Split(theirs, "\n")
	var out strings.Builder
	shown := 0
	for i := 0; i < max(len(a), len(b)) && shown < 6; i++ {
		var x, y string
		if i < len(a) {
			x = a[i]
		}
		if i < len(b) {
			y = b[i]
		}
		if x != y {
			fmt.Fprintf(&out, "  line %d: ours %q, theirs %q\n", i+1, x, y)
			shown++
		}
	}
	return out.String()
}

// lines is the text without its heading, sorted: for tools that have an order
// of their own.
func lines(s string) string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		if strings.HasPrefix(l, "CONFIG_") || strings.HasPrefix(l, "# CONFIG_") || strings.HasPrefix(l, "#define") {
			out = append(out, l)
		}
	}
	sort.Strings(out)
	return strings.Join(out, "\n")
}

// body is a file without the heading that some references do not write.
func body(s string) string {
	for _, end := range []string{"#\n# Automatically generated file; DO NOT EDIT.\n", "/*\n * Automatically generated file; DO NOT EDIT.\n"} {
		if rest, ok := strings.CutPrefix(s, end); ok {
			_, s, _ = strings.Cut(rest, "\n")
			_, s, _ = strings.Cut(s, "\n")
		}
	}
	return s
}

// runKconfiglib has kconfiglib work in each of the folders.
func runKconfiglib(t *testing.T, dirs []string) {
	t.Helper()
	script, err := filepath.Abs("testdata/reference.py")
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("python3", script)
	cmd.Stdin = strings.NewReader(strings.Join(dirs, "\n"))
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("kconfiglib: %v\n%s", err, out)
	}
}

// oldStyle turns what we write into what Linux 4.11 would: menus have no end.
func oldStyle(s string) string {
	var out []string
	ended := false
	for _, l := range strings.Split(s, "\n") {
		if strings.HasPrefix(l, "# end of ") {
			ended = true
			continue
		}
		if !ended || l != "" {
			out = append(out, l)
		} else {
			out = append(out, "\x00") // an empty line, or the end
		}
		ended = false
	}
	s = strings.Join(out, "\n")
	s = strings.ReplaceAll(s, "\x00\n#\n", "\n#\n")
	return strings.ReplaceAll(strings.ReplaceAll(s, "\x00\n", ""), "\x00", "")
}

// withoutHidden leaves out the lines that only Linux before 4.20 writes: “is
// not set” for hidden symbols that have a default of n.
func withoutHidden(c *kconfig.Config, s string) string {
	var out []string
	for _, l := range strings.Split(s, "\n") {
		name, ok := strings.CutPrefix(l, "# CONFIG_")
		name, unset := strings.CutSuffix(name, " is not set")
		if ok && unset {
			if s := c.Lookup(name); s.Visibility() == kconfig.No && s.Tri() == kconfig.No {
				continue
			}
		}
		out = append(out, l)
	}
	return strings.Join(out, "\n")
}
