// SPDX-License-Identifier: BSD-3-Clause

package outside

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"unicore/pools"
)

func TestFileFor(t *testing.T) {
	for selection, want := range map[string]string{
		"/a/unicore.config": "/a/unicore.pools", "small.config": "small.pools", "/home/u/.config/unicore/config": "/home/u/.config/unicore/pools",
		"/a/dot.d/x": "/a/dot.d/x.pools",
	} {
		if got := FileFor(selection); got != want {
			t.Errorf("%s: %s, want %s", selection, got, want)
		}
	}
}

func TestList(t *testing.T) {
	file := filepath.Join(t.TempDir(), "unicore.pools")
	l, err := Read(file)
	if err != nil || len(l.Pools) > 0 {
		t.Fatalf("%+v, %v", l, err)
	}
	hash := strings.Repeat("0123456789abcdef", 4)
	l.Set(&Pool{Name: "b", Path: "/x \"y\"", Libraries: map[string]string{"z.1+2": hash, "a_b": hash}})
	l.Set(&Pool{Name: "a", Path: "../a", Commit: hash[:40], Libraries: map[string]string{}})
	l.Set(&Pool{Name: "b", Path: "/ö", Libraries: map[string]string{"z.1+2": hash, "a_b": hash}})
	if err := os.WriteFile(file, l.Text(), 0o600); err != nil {
		t.Fatal(err)
	}
	got, err := Read(file)
	if err != nil || !reflect.DeepEqual(got, l) || len(got.Pools) != 2 || got.Pools[0].Name != "a" {
		t.Errorf("%v\n%s", err, l.Text())
	}
	if got.Folder(got.Pools[0]) != filepath.Join(filepath.Dir(filepath.Dir(file)), "a") || got.Folder(got.Find("b")) != "/ö" {
		t.Error(got.Folder(got.Pools[0]), got.Folder(got.Find("b")))
	}
	if !got.Remove("b") || got.Remove("b") || got.Find("b") != nil {
		t.Errorf("%+v", got)
	}
}

func TestReadRefuses(t *testing.T) {
	file := filepath.Join(t.TempDir(), "p")
	for text, want := range map[string]string{
		"pool = 3": "",
		"[[pool]]\nname = \"main\"\npath = \"x\"":                                    "main is the name of a pool of unicore's own",
		"[[pool]]\nname = \"../x\"\npath = \"x\"":                                    "cannot be a pool's name",
		"[[pool]]\nname = \"x\"":                                                     "path = \"\": cannot be a pool's folder",
		"[[pool]]\nname = \"x\"\npath = \"a\\nb\"":                                   "path = \"a\\nb\": cannot be a pool's folder",
		"[[pool]]\nname = \"x\"\npath = \"a\"\nhash = \"\"":                          "unknown key pool.hash",
		"[[pool]]\nname = \"x\"\npath = \"a\"\n[pool.libraries]\na = \"1\"":          "a = \"1\" is no hash",
		"[[pool]]\nname = \"x\"\npath = \"a\"\n[[pool]]\nname = \"x\"\npath = \"b\"": "two pools have the name x",
		"#" + strings.Repeat("x", maxList):                                           "this is no list of pools",
	} {
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(file); err == nil || !strings.HasPrefix(err.Error(), file+":") || !strings.Contains(err.Error(), want) {
			t.Errorf("%.60q: got %v, want %q", text, err, want)
		}
	}
}

// The hash is of what is built: of the files of libraries, and their names.
func TestLook(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	look := func() (pools.Tree, map[string]string) {
		t.Helper()
		tree, found, err := Look("p", dir)
		if err != nil {
			t.Fatal(err)
		}
		return tree, found
	}
	write("a/library.toml", "name = \"a\"\nsummary = \"x\"\nlicense = \"MIT\"\n")
	write("a/x.c", "int x;\n")
	write("b/c/library.toml", "name = \"c\"\nsummary = \"x\"\nlicense = \"MIT\"\n")
	tree, found := look()
	write("README", "x")
	write("b/Makefile", "x")
	write(".git/x/library.toml", "damaged")
	write("a/.git/index", "x")
	write("b/c/.git", "gitdir: x\n")
	if err := os.Symlink("/dev/zero", filepath.Join(dir, "b/zero")); err != nil {
		t.Fatal(err)
	}
	if same, again := look(); same.Hash != tree.Hash || !reflect.DeepEqual(found, again) || len(found) != 2 {
		t.Errorf("%v, then %v", found, again)
	}
	p := &Pool{Libraries: found}
	write("a/x.c", "int y;\n")
	write("b/d/library.toml", "name = \"d\"\nsummary = \"x\"\nlicense = \"MIT\"\n")
	if err := os.RemoveAll(filepath.Join(dir, "b/c")); err != nil {
		t.Fatal(err)
	}
	other, now := look()
	if got := strings.Join(p.Changes(now), ", "); got != "a changed, c is gone, d is new" || other.Hash == tree.Hash {
		t.Errorf("%s %s %s", got, tree.Hash, other.Hash)
	}
	// A link to the folder is the folder.
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(dir, link); err != nil {
		t.Fatal(err)
	}
	if same, _, err := Look("p", link); err != nil || same.Hash != other.Hash {
		t.Errorf("%v", err)
	}
}

// Of two files a name could make one: the hash would be the same, and what is built not.
func TestNames(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"a/library.toml": "name = \"a\"\nsummary = \"x\"\nlicense = \"MIT\"\n",
		"a/a.h\n" + strings.Repeat("0", 64) + "  b.c": "",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := Look("p", dir); err == nil || !strings.Contains(err.Error(), "has a control character") {
		t.Errorf("%v", err)
	}
}
