// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"reflect"
	"testing"

	"unicore/toolchain"
)

func TestDependencies(t *testing.T) {
	got := dependencies("one\n  Depends: libc6\n |Depends: a\n  Depends: <virtual>\n    b\n  PreDepends: c\nlibc6\n<virtual>\n")
	want := map[string][]string{"one": {"libc6", "a", "<virtual>", "c"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
}

func TestPackagesOffline(t *testing.T) {
	p := Packages{Name: "thing", Roots: []string{"hello"}}
	_, err := p.Get(t.Context(), Options{Store: t.TempDir(), Offline: true}, false)
	if err == nil || toolchain.HintOf(err) != "run once without --offline" {
		t.Errorf("%v", err)
	}
}

// Without Debian's tools there is an error that says so.
func TestPackagesNoApt(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	p := Packages{Name: "thing", Roots: []string{"hello"}}
	_, err := p.Get(t.Context(), Options{Store: t.TempDir()}, false)
	if err == nil || toolchain.HintOf(err) == "" {
		t.Errorf("%v", err)
	}
}
