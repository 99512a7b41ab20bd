// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestBuiltSizes(t *testing.T) {
	store := t.TempDir()
	if sizes, err := BuiltSizes(store); err != nil || len(sizes) != 0 {
		t.Errorf("an empty store: %v %v", sizes, err)
	}
	put := func(name, hash, source string, age time.Duration) {
		t.Helper()
		dir := filepath.Join(store, "lib", name+"-"+hash)
		if err := os.MkdirAll(filepath.Join(dir, "usr/lib"), 0o755); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("sh", "-ec", `gcc -g -c -fno-asynchronous-unwind-tables -fcf-protection=none -x c - -o x.o && ar rc usr/lib/x.a x.o && ar rc usr/lib/y.a x.o && rm x.o && echo >usr/lib/z.txt`)
		cmd.Dir, cmd.Stdin = dir, strings.NewReader(source)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
		at := time.Now().Add(-age)
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
	}
	hash := strings.Repeat("0123456789", 4)
	put("a-b", hash, "char zeros[1000]; char data[100] = {1};", time.Hour)
	put("a-b", hash[1:]+"0", "char zeros[5000];", 2*time.Hour)
	put("c", hash, "", 0)
	put("short", "123", "char zeros[1000];", 0)
	sizes, err := BuiltSizes(store)
	if want := (map[string]int64{"a-b": 2200, "c": 0}); err != nil || !maps.Equal(sizes, want) {
		t.Errorf("%v %v, want %v", sizes, err, want)
	}
	// What is damaged counts for nothing, and breaks nothing.
	for _, text := range []string{"", "\x7fELF\x02\x01", "\x7fELF\x02\x01" + strings.Repeat("\xff", 100), strings.Repeat("\x00", 64)} {
		if n := allocated([]byte(text)); n != 0 {
			t.Errorf("%q: %d", text, n)
		}
	}
}
