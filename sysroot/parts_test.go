// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"unicore/toolchain"
)

func TestSourceLists(t *testing.T) {
	dir := t.TempDir()
	parts := filepath.Join(dir, "sources.list.d")
	if err := os.Mkdir(parts, 0o755); err != nil {
		t.Fatal(err)
	}
	if _, _, err := sourceLists(dir, "deb-src"); err == nil {
		t.Error("no error without any list")
	}
	for name, text := range map[string]string{
		"sources.list":                 "# deb x\ndeb [trusted=yes] http://a b main\ndeb-src http://c d main\n",
		"sources.list.d/x.sources":     "Types: deb\nURIs: http://e\n",
		"sources.list.d/x.sources.bak": "Types: deb\nURIs: http://f\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	one, deb822, err := sourceLists(dir, "deb-src")
	if err != nil || one != "deb-src [trusted=yes] http://a b main\n" || deb822 != "Types: deb-src\nURIs: http://e\n\n\n" {
		t.Errorf("got %q %q %v", one, deb822, err)
	}
}

func TestUpstreamOf(t *testing.T) {
	for version, want := range map[string]string{
		"1.2.3-1": "1.2.3", "1:1.2.13.dfsg-1": "1.2.13.dfsg", "2.1.3+dfsg1-2~deb12u1": "2.1.3+dfsg1", "7": "7", "1-2-3": "1-2",
	} {
		if got := upstreamOf(version); got != want {
			t.Errorf("%s: %s", version, got)
		}
	}
}

func TestHeaderFolders(t *testing.T) {
	dir := t.TempDir()
	for _, d := range []string{"linux/sub", "m/asm", "asm"} {
		if err := os.MkdirAll(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	list, err := headerFolders(dir, []string{"linux", "asm"}, "m", "p")
	if err != nil || len(list) != 2 || list[1].Path != filepath.Join(dir, "m/asm") {
		t.Errorf("got %v %v", list, err)
	}
	_, err = headerFolders(dir, []string{"mtd"}, "m", "linux-libc-dev")
	if err == nil || toolchain.HintOf(err) != "apt-get install linux-libc-dev" {
		t.Errorf("got %v", err)
	}
	// A changed file changes the hash once the folder tells.
	s := &Store{dir: t.TempDir()}
	first, err := headerHash(s, list)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "linux/sub/x.h"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if second, err := headerHash(s, list); err != nil || first == second {
		t.Errorf("%s %s %v", first, second, err)
	}
}

func TestArchiveFile(t *testing.T) {
	member := func(name, time, data string) string {
		return name + strings.Repeat(" ", 16-len(name)) + time + strings.Repeat(" ", 12-len(time)) +
			"1000  1000  100644  " + data[:1] + strings.Repeat(" ", 9) + "`\n" + data[1:]
	}
	file := filepath.Join(t.TempDir(), "x.a")
	write := func(text string) {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(arMagic + member("a.o/", "1234", "3abc\n") + member("b.o/", "99", "2ab"))
	if err := normaliseArchive(file); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(file)
	if err != nil || bytes.Contains(text, []byte("1234")) || bytes.Contains(text, []byte("1000")) || !bytes.Contains(text, []byte("abc\n")) {
		t.Errorf("got %q %v", text, err)
	}
	for _, bad := range []string{"", "!<arch>", arMagic + "short", arMagic + member("a.o/", "1", "9abc"),
		arMagic + member("/", "1", "4\xff\xff\xff\xff"), arMagic + member("/", "1", "2ab")} {
		write(bad)
		if names, err := archiveSymbols(file); err == nil {
			t.Errorf("%q: %v", bad, names)
		}
	}
}

func FuzzArchiveSymbols(f *testing.F) {
	f.Add([]byte(arMagic))
	f.Add([]byte(arMagic + "/               0           0     0     0       12        `\n\x00\x00\x00\x01\x00\x00\x00\x00abc\x00"))
	f.Fuzz(func(t *testing.T, text []byte) {
		file := filepath.Join(t.TempDir(), "x.a")
		if err := os.WriteFile(file, text, 0o644); err != nil {
			t.Fatal(err)
		}
		archiveSymbols(file)
		normaliseArchive(file)
	})
}

func TestReporterOnTerminal(t *testing.T) {
	var out bytes.Buffer
	r := NewReporter(&out, true, false)
	r.Total(2)
	end := r.Begin("one")
	r.Note("waiting")
	end(nil)
	r.Begin("two")(errors.New("bad"))
	text := out.String()
	if !strings.Contains(text, "[0/2] one 0 s") || !strings.Contains(text, "unicore: waiting\n") || !strings.HasSuffix(text, "\r\x1b[K") {
		t.Errorf("got %q", text)
	}
}

func TestNoTool(t *testing.T) {
	o := Options{Target: testTarget, Store: t.TempDir(), ToolPath: "/nonexistent/unicore-tool"}
	_, err := NewPlan(context.Background(), o)
	if err == nil || !strings.Contains(toolchain.HintOf(err), "go build") {
		t.Errorf("got %v", err)
	}
}
