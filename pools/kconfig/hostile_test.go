// SPDX-License-Identifier: BSD-3-Clause

package kconfig_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"
	"time"

	"unicore/pools/kconfig"
)

// TestHostile feeds trees that are made to break a reader: each is refused
// with a reason, or taken, and in no case does it take long.
func TestHostile(t *testing.T) {
	chain := func(n int) string {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, "config A%d\n\tbool \"a\"\n\tdepends on A%d\n", i, i+1)
		}
		return b.String()
	}
	forward := func(n int) string {
		var b strings.Builder
		b.WriteString("config A0\n\tbool \"a\"\n")
		for i := range n {
			fmt.Fprintf(&b, "config A%d\n\tbool \"a\"\n\tdepends on A%d\n", i+1, i)
		}
		return b.String()
	}
	wide := func(line string) string {
		var b strings.Builder
		b.WriteString("if " + strings.Repeat("B && ", 19000) + "B\n")
		for i := range 100000 {
			fmt.Fprintf(&b, "config A%d\n\tbool \"a\"\n"+line, i+1, i)
		}
		return b.String() + "endif\n"
	}
	var doubling strings.Builder
	for i := range 64 {
		fmt.Fprintf(&doubling, "v%d = $(v%d)$(v%d)\n", i, i+1, i+1)
	}
	double := doubling.String()
	for _, x := range []struct{ name, tree, want string }{
		{"blocks", strings.Repeat("menu \"m\"\n", 100000), "more than 500 blocks"},
		{"ifs", strings.Repeat("if y\n", 100000), "more than 500 blocks"},
		{"parentheses", "config A\n\tbool\n\tdepends on " + strings.Repeat("(", 1<<20), "more than 500 levels"},
		{"negations", "config A\n\tbool\n\tdepends on " + strings.Repeat("!", 1<<20) + "B\n", "more than 500 levels"},
		{"terms", "config A\n\tbool\n\tdepends on " + strings.Repeat("B && ", 1<<20) + "B\n", "more than 20000 terms"},
		{"conditions", "config A\n\tbool\n" + strings.Repeat("\tdepends on B\n", 100000), "more than 20000 conditions"},
		{"chain", chain(150000), "a chain of more than 200000"},
		{"macros that call one another", "a = $(a,$(1))\nconfig $(a,x)\n", "more than 1000 deep"},
		{"macros within one another", "config " + strings.Repeat("$(", 100000) + "x" + strings.Repeat(")", 100000) + "\n", "more than 1000 deep"},
		{"macros that grow", double + "v64 = x\nconfig A\n\tstring\n\tdefault \"$(v0)\"\n", "more than 1048576 bytes"},
		{"macros that grow from nothing", double + "config A\n\tstring\n\tdefault \"$(v0)\"\n", "more than 1048576 bytes"},
		{"a variable that grows", "a := x\n" + strings.Repeat("a := $(a)$(a)\n", 64), "bytes"},
		{"arguments", "config $(a" + strings.Repeat(",b", 100) + ")\n", "more than 16 arguments"},
		{"shell", "config A\n\tdef_bool $(shell,touch /tmp/kconfig-hostile)\n", "switched off"},
		{"one symbol often", strings.Repeat("config A\n\tbool \"a\"\n\tdefault y if A0\n\tselect B\n", 50000), ""},
		{"a wide choice", "choice\n\tprompt \"c\"\n" + strings.Repeat("config A\n\tbool \"a\"\n", 50000) + "endchoice\n", ""},
		{"a chain that goes below itself", forward(60000), ""},
		{"a wide condition around many", wide("#%d\n"), ""},
		{"a wide condition around a chain", wide("\tdepends on !A%d\n"), "a chain of more than"},
		{"conditions that are alike", "config A\n\tbool \"a\" if " + alike("B", 12) + "\nconfig C\n\tbool \"c\" if A || " + alike("D", 12) + "\n", ""},
		{"one line", strings.Repeat("#", 1<<22), ""},
		{"many lines", strings.Repeat("\n", 1<<22), ""},
	} {
		t.Run(x.name, func(t *testing.T) {
			begin := time.Now()
			c, err := parse(t, x.tree)
			if x.want == "" && err != nil || x.want != "" && (err == nil || !strings.Contains(err.Error(), x.want)) {
				t.Errorf("error %.300v, want %q", err, x.want)
			}
			if err == nil {
				dotConfig(t, c)
			}
			if took := time.Since(begin); took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			if err != nil && len(err.Error()) > 2000 {
				t.Errorf("an error of %d bytes", len(err.Error()))
			}
		})
	}
}

// TestHostileFiles are trees whose files are made to break a reader.
func TestHostileFiles(t *testing.T) {
	deep := fstest.MapFS{}
	for i := range 200 {
		deep[fmt.Sprintf("f%d", i)] = &fstest.MapFile{Data: []byte(fmt.Sprintf("source \"f%d\"\n", i+1))}
	}
	loop := fstest.MapFS{"f0": {Data: []byte("source \"a\"\n")}, "a": {Data: []byte("source \"b\"\n")}, "b": {Data: []byte("source \"./a\"\n")}}
	bomb := fstest.MapFS{}
	for i := range 30 { // doubles at each of 30 levels
		bomb[fmt.Sprintf("f%d", i)] = &fstest.MapFile{Data: []byte(strings.Repeat(fmt.Sprintf("osource \"f%d\"\n", i+1), 2))}
	}
	bomb["f30"] = &fstest.MapFile{}
	big := fstest.MapFS{"f0": {Data: make([]byte, 17<<20)}}
	many := fstest.MapFS{"f0": {Data: []byte(strings.Repeat("source \"f1\"\n", 10))}, "f1": {Data: []byte(strings.Repeat("#", 10<<20))}}
	for _, x := range []struct {
		name string
		fsys fstest.MapFS
		want string
	}{
		{"deep", deep, "more than 100 deep"},
		{"loop", loop, "sources itself"},
		{"bomb", bomb, "more than 100000 files"},
		{"big", big, "more than 16777216 bytes"},
		{"many", many, "more than 67108864 bytes"},
		{"outside", fstest.MapFS{"f0": {Data: []byte("source \"../../etc/passwd\"\n")}}, "file does not exist"},
	} {
		t.Run(x.name, func(t *testing.T) {
			_, err := kconfig.Parse("f0", kconfig.Options{FS: x.fsys})
			if err == nil || !strings.Contains(err.Error(), x.want) {
				t.Errorf("error %v, want %q", err, x.want)
			}
		})
	}
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pipe", "/dev/zero", "."} {
		write(t, fmt.Sprintf("source %q\n", name), dir, "Kconfig")
		if _, err := kconfig.Parse("Kconfig", kconfig.Options{Dir: dir}); err == nil || !strings.Contains(err.Error(), "not a regular file") {
			t.Errorf("source %q: %v", name, err)
		}
	}
	if _, err := kconfig.Parse("nowhere", kconfig.Options{Dir: dir}); !os.IsNotExist(err) {
		t.Errorf("a tree that is not there: %v", err)
	}
}

// alike is a condition whose two halves are the same, n times over.
func alike(s string, n int) string {
	for i := range n {
		s = "(" + s + []string{" || ", " && "}[i%2] + s + ")"
	}
	return s
}
