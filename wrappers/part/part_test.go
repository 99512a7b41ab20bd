// SPDX-License-Identifier: BSD-3-Clause

package part

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func example() *Part {
	return &Part{
		Words:  []string{Root + "/sysroot/usr/lib/crt1.o", Compiler("crtbegin.o"), Kept(0), "--start-group", "-lz", Kept(1), "--end-group", "--wrap=f", "-L" + Root + "/x"},
		Driver: []string{"-O2", "-flto=auto"},
		Files:  []File{{"a b.o", []byte("\x7fELF")}, {"lib.a", nil}},

		Answers: "CONFIG_LIB_SCHED_COOPERATIVE=y\n",
	}
}

func compiler(base string) (string, error) { return "/gcc/" + base, nil }

func TestCommand(t *testing.T) {
	p, err := Decode(example().Encode())
	if err != nil {
		t.Fatal(err)
	}
	got, err := p.Command("/sdk", "/tmp", compiler)
	want := []string{"/sdk/sysroot/usr/lib/crt1.o", "/gcc/crtbegin.o", "/tmp/0/a b.o", "--start-group", "-lz", "/tmp/1/lib.a",
		"--end-group", "--wrap=f", "-L/sdk/x"}
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
}

// Nothing that an image says makes the linker run a program, write a file, or
// take one of this machine's.
func TestHostileWords(t *testing.T) {
	for _, w := range []string{"-o", "/etc/passwd", "--output=/x", "-o/x", "-Map=/x", "--Map=/x", "-plugin", "--plugin=/x.so", "-plugin=/x.so",
		"@/x", "-T/x", "--script=/x", "x.o", "../x.o", "-l../x", "-L/usr/lib", "-L", "-L" + Root + "/../x", Root + "/../../x", Root, Root + "x",
		Compiler("../x"), Compiler(""), Kept(2), Kept(-1), "\x01", "\x01x", "", "-", "--", "-dT", "-c/x", "--dependency-file=/x", "-R/x",
		"--just-symbols=/x", "--undefined", "-z", "-I/x", "--dynamic-linker=/x", "-Y/x", "-rpath=/x", "--out-implib=/x"} {
		p := example()
		p.Words = append(p.Words, w)
		if got, err := p.Command("/sdk", "/tmp", compiler); err == nil {
			t.Errorf("%q became %q", w, got[len(got)-1])
		}
	}
}

func TestDamaged(t *testing.T) {
	good := example().Encode()
	for i := range good {
		if _, err := Decode(good[:i]); err == nil {
			t.Errorf("cut to %d bytes: taken", i)
		}
		for _, b := range []byte{0xff, 0x7f, good[i] + 1} {
			bad := append([]byte(nil), good...)
			bad[i] = b
			if p, err := Decode(bad); err == nil {
				p.Command("/sdk", "/tmp", compiler) // must not fail in other ways
			}
		}
	}
	if _, err := Decode(nil); !errors.Is(err, ErrNone) {
		t.Errorf("%v", err)
	}
	if _, err := Decode(append(good, 0)); err == nil {
		t.Error("taken with something behind")
	}
	for _, name := range []string{"", "a/b", "/x", ".", ".."} {
		p := example()
		p.Files[0].Name = name
		if _, err := Decode(p.Encode()); err == nil {
			t.Errorf("file %q: taken", name)
		}
	}
	for _, o := range []string{"-fplugin=/x.so", "-B/x", "-specs=/x", "-wrapper", "-O2 -B/x", "-flto /x", "-march=/x", "x", "-Wl,x"} {
		p := example()
		p.Driver = []string{o}
		if _, err := Decode(p.Encode()); err == nil {
			t.Errorf("%q: taken", o)
		}
	}
}

func FuzzDecode(f *testing.F) {
	f.Add(example().Encode())
	f.Add([]byte(magic))
	f.Fuzz(func(t *testing.T, data []byte) {
		p, err := Decode(data)
		if err != nil {
			return
		}
		again, err := Decode(p.Encode())
		if err != nil || len(again.Files) != len(p.Files) {
			t.Errorf("%v", err)
		}
		words, err := p.Command("/sdk", "/tmp", compiler)
		for _, w := range words {
			if err == nil && strings.HasPrefix(w, "-o") {
				t.Errorf("%q", w)
			}
		}
	})
}
