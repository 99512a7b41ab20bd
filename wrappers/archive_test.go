// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestArchive(t *testing.T) {
	deps := []string{"lib z", "lib :libbar.so.1", "dir /a b/c"}
	members := []member{
		{name: depsMember, data: depsObject(depsLines(deps))},
		{name: "short.o", data: []byte("odd")},
		{name: "a-name-that-does-not-fit-into-the-header.o", data: []byte("even")},
		{name: "short.o"},
	}
	path := filepath.Join(t.TempDir(), "lib x.so")
	if err := os.WriteFile(path, writeArchive(members), 0o644); err != nil {
		t.Fatal(err)
	}
	check := func(after string) {
		t.Helper()
		got, ok := sharedDeps(path)
		if !ok || !reflect.DeepEqual(got, deps) {
			t.Errorf("%s: dependencies %q, %v", after, got, ok)
		}
	}
	check("written")
	got, err := readMembers(path)
	if err != nil || len(got) != len(members) {
		t.Fatalf("%d members, %v", len(got), err)
	}
	for i, m := range members {
		if got[i].name != m.name || string(got[i].data) != string(m.data) {
			t.Errorf("member %d: %q %q", i, got[i].name, got[i].data)
		}
	}
	for _, tool := range []string{"ranlib", "strip"} {
		args := []string{"-D", path}
		if tool == "strip" {
			// Of these members only ours is an object.
			os.WriteFile(path, writeArchive(members[:1]), 0o644)
			args = []string{"--strip-debug", path}
		}
		if out, err := exec.Command(tool, args...).CombinedOutput(); err != nil {
			t.Fatalf("%s: %v\n%s", tool, err, out)
		}
		check(tool)
	}
	if _, ok := sharedDeps("/dev/null"); ok {
		t.Error("/dev/null is a shared library")
	}
}

func TestThinArchive(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "data"), []byte("hello\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("ar", "rcsT", "thin.a", "data")
	cmd.Dir = dir
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("ar makes no thin archives: %s", out)
	}
	got, err := readMembers(filepath.Join(dir, "thin.a"))
	if err != nil || len(got) != 1 || got[0].name != "data" || string(got[0].data) != "hello\n" {
		t.Errorf("%q, %v", got, err)
	}
}

func FuzzReadMembers(f *testing.F) {
	f.Add(string(writeArchive([]member{{name: "a.o", data: []byte("x")}, {name: strings.Repeat("long", 9), data: []byte("y")}})))
	f.Add("!<arch>\n//              \n")
	f.Fuzz(func(t *testing.T, s string) {
		if strings.HasPrefix(s, thinMagic) {
			return // would read files
		}
		path := filepath.Join(t.TempDir(), "x.a")
		if err := os.WriteFile(path, []byte(s), 0o644); err != nil {
			t.Fatal(err)
		}
		readMembers(path)
		sharedDeps(path)
	})
}
