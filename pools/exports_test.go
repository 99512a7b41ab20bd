// SPDX-License-Identifier: BSD-3-Clause

package pools_test

import (
	"reflect"
	"strings"
	"testing"
	"testing/fstest"

	"unicore/pools"
)

func TestExports(t *testing.T) {
	read := func(kind, text string) (pools.Exports, error) {
		t.Helper()
		files := fstest.MapFS{
			"x/library.toml": {Data: []byte("name = \"x\"\nsummary = \"x\"\nlicense = \"MIT\"\n[build]\nkind = \"" + kind + "\"\n")},
			"x/build.sh":     {},
		}
		if text != "" {
			files["x/exports.txt"] = &fstest.MapFile{Data: []byte(text)}
		}
		list, err := pools.Definitions(pools.Tree{Pool: "p", Path: "pools/p", From: "/from", FS: files})
		if err != nil {
			t.Fatal(err)
		}
		return list[0].Exports()
	}
	got, err := read("script", "# one\n\nusr/lib/libx-2.a\nusr/include/x/a-b.h\n  f_1 \n_ZN1a1bEv\n")
	if want := (pools.Exports{Symbols: []string{"f_1", "_ZN1a1bEv"}, Archives: []string{"usr/lib/libx-2.a"}, Headers: []string{"x/a-b.h"}}); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%+v, %v", got, err)
	}
	if got, err := read("script", ""); err != nil || got.Symbols != nil || got.Archives != nil {
		t.Errorf("%+v, %v", got, err)
	}
	for text, want := range map[string]string{
		"f\nusr/lib/../libx.a\n": "pools: /from/x/exports.txt:2: ",
		"usr/include/../x.h\n":   "exports.txt:1: ",
		"usr/include/.h/x\n":     "exports.txt:1: ",
		"two words\n":            "pools: /from/x/exports.txt:1: \"two words\" is neither",
		"1f\n":                   "exports.txt:1: ",
	} {
		if _, err := read("script", text); err == nil || !strings.HasPrefix(err.Error(), want) && !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := read("objects", "f\n"); err == nil || !strings.Contains(err.Error(), "is for kind script, not objects") {
		t.Errorf("kind objects: %v", err)
	}
}
