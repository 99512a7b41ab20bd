// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func testGuard(t testing.TB) *guard {
	t.Helper()
	return &guard{root: "/opt/sdk", cwd: "/home/u/app"}
}

func TestReadCC(t *testing.T) {
	for _, tt := range []struct {
		name, in, out string
		query         string
		noLink, cxx   bool
	}{
		{name: "plain", in: "-O2 -c a.c -o a.o", out: "-O2 -c a.c -o a.o", noLink: true},
		{name: "c++ file", in: "a.cc", out: "a.cc", cxx: true},
		{name: "c++ by option", in: "-x c++ -", out: "-x c++ -", cxx: true},
		{name: "host folder", in: "-I/usr/include -c a.c", out: "-c a.c", noLink: true},
		{name: "host folder, separate", in: "-I /usr/include -c a.c", out: "-c a.c", noLink: true},
		{name: "isystem", in: "-isystem /usr/local/include a.c", out: "a.c"},
		{name: "idirafter", in: "-idirafter/usr/include/x a.c", out: "a.c"},
		{name: "iquote", in: "-iquote /usr/lib/x a.c", out: "a.c"},
		{name: "long option", in: "--include-directory=/usr/include a.c", out: "a.c"},
		{name: "own folders", in: "-I../include -I/home/u/x -I. -I/opt/sdk/sysroot/usr/include a.c", out: "-I../include -I/home/u/x -I. -I/opt/sdk/sysroot/usr/include a.c"},
		{name: "unclean", in: "-I/usr/include/../include a.c", out: "a.c"},
		{name: "through the host's", in: "-I/usr/include/../../home/u/x a.c", out: "-I/usr/include/../../home/u/x a.c"},
		{name: "looks alike", in: "-I/usr/includes -I/usr/libexec/x -I/library a.c", out: "-I/usr/includes -I/usr/libexec/x -I/library a.c"},
		{name: "value, not option", in: "-o -I/usr/include a.c", out: "-o -I/usr/include a.c"},
		{name: "define named like one", in: "-D -m32 a.c", out: "-D -m32 a.c"},
		{name: "option for cc1", in: "-Xpreprocessor -I/usr/include -Xpreprocessor -Ix a.c", out: "-Xpreprocessor -Ix a.c"},
		{name: "options for cc1", in: "-Wp,-MD,a.d,-I/usr/include,-I,/usr/lib/x,-DX -Wp,-I/usr/include a.c", out: "-Wp,-MD,a.d,-DX a.c"},
		{name: "own options for cc1", in: "-Wp,-MD,a.d,-I,x -Wp, a.c", out: "-Wp,-MD,a.d,-I,x -Wp, a.c"},
		{name: "prefix", in: "-B/usr/ -B /usr -B/usr/lib/x86_64-linux-gnu --prefix=/usr/ --prefix /usr/ a.c", out: "a.c"},
		{name: "own prefix", in: "-Btools/ -B /usr/lib/gcc/x86_64-linux-gnu/12 -B/usr/libexec/mold a.c", out: "-Btools/ -B /usr/lib/gcc/x86_64-linux-gnu/12 -B/usr/libexec/mold a.c"},
		{name: "prefix of folders", in: "-iprefix /usr/ -iwithprefix include -iwithprefixbefore x a.c", out: "-iprefix /usr/ -iwithprefixbefore x a.c"},
		{name: "long option, separate", in: "--include-directory-after /usr/include a.c", out: "a.c"},
		{name: "host header", in: "-include /usr/include/expat.h -imacros /usr/include/x.h -include config.h a.c", out: "-include config.h a.c"},
		{name: "-I without value", in: "a.c -I", out: "a.c -I"},
		{name: "-I-", in: "-I- a.c", out: "-I- a.c"},
		{name: "specs of Fedora", in: "-specs=/usr/lib/rpm/redhat/redhat-hardened-cc1 -O2 a.c", out: "-O2 a.c"},
		{name: "specs of Debian", in: "-specs /usr/share/dpkg/pie-compile.specs a.c", out: "a.c"},
		{name: "own specs", in: "-specs=my.specs a.c", out: "-specs=my.specs a.c"},
		{name: "fuse-ld", in: "-fuse-ld=lld a.c", out: "a.c"},
		{name: "sysroot", in: "--sysroot=/ a.c", out: "a.c"},
		{name: "our sysroot", in: "--sysroot=/opt/sdk/sysroot a.c", out: "--sysroot=/opt/sdk/sysroot a.c"},
		{name: "query", in: "-dumpmachine", out: "-dumpmachine", query: "-dumpmachine"},
		{name: "harmless sanitizer", in: "-fsanitize=undefined -fsanitize-trap a.c", out: "-fsanitize=undefined -fsanitize-trap a.c"},
		{name: "empty argument", in: "", out: ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r, err := readCC(strings.Split(tt.in, " "), testGuard(t))
			if err != nil {
				t.Fatal(err)
			}
			if got := strings.Join(r.args, " "); got != tt.out {
				t.Errorf("passes on %q, want %q", got, tt.out)
			}
			if r.query != tt.query || r.noLink != tt.noLink || r.cxx != tt.cxx {
				t.Errorf("query %q, noLink %v, cxx %v", r.query, r.noLink, r.cxx)
			}
		})
	}
}

func TestReadCCRefuses(t *testing.T) {
	for _, in := range []string{"-m32 a.c", "-mx32 a.c", "-pg a.c", "-fsanitize=address a.c", "-fsanitize=undefined,thread a.c",
		"--coverage a.c", "-fprofile-arcs a.c", "-fprofile-generate=x a.c", "--unicore-host-paths=error -I/usr/include a.c"} {
		if _, err := readCC(strings.Split(in, " "), testGuard(t)); err == nil {
			t.Errorf("%s: accepted", in)
		} else if f, ok := err.(*failure); !ok || f.hint == "" {
			t.Errorf("%s: no hint: %v", in, err)
		}
	}
}

// A tree that is built, and an SDK, may lie anywhere: also below /usr/lib.
func TestHostPaths(t *testing.T) {
	for _, tt := range []struct {
		path, cwd string
		host      bool
	}{
		{"/usr/include", "/home/u", true},
		{"/usr/include/", "/usr/include", true},
		{"/lib/x86_64-linux-gnu", "/home/u", true},
		{"/usr/lib/app/include", "/usr/lib/app/build", false},
		{"/usr/lib/other/include", "/usr/lib/app/build", true},
		{"/usr/lib/unicore/sdk/sysroot/usr/include", "/home/u", false},
		{"include", "/usr/include", false},
		{"../../usr/include", "/home/u", true},
		{"../x", "/usr/lib/app/build", false},
		{"", "/home/u", false},
	} {
		g := &guard{root: "/usr/lib/unicore/sdk", cwd: tt.cwd}
		if got := g.belongs(tt.path); got != tt.host {
			t.Errorf("%s in %s: %v", tt.path, tt.cwd, got)
		}
	}
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink("/usr/include", link); err != nil {
		t.Fatal(err)
	}
	if g := testGuard(t); !g.belongs(link) {
		t.Error("a link to /usr/include is not seen through")
	}
}

func TestSplitWords(t *testing.T) {
	for _, tt := range []struct {
		in  string
		out []string
	}{
		{"", nil},
		{" a  b\n\tc ", []string{"a", "b", "c"}},
		{`"a b" 'c "d'`, []string{"a b", `c "d`}},
		{`a\ b \"c "x\"y"`, []string{"a b", `"c`, `x"y`}},
		{`'' ""`, []string{"", ""}},
		{`a'b c'd`, []string{"ab cd"}},
		{`open "quote`, []string{"open", "quote"}},
	} {
		if got := splitWords(tt.in); !reflect.DeepEqual(got, tt.out) {
			t.Errorf("%q: %q, want %q", tt.in, got, tt.out)
		}
	}
}

func TestExpand(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	inner := write("inner", "-O2 'a b.c'")
	outer := write("outer", "-c @"+inner+" -o x")
	got, err := expand([]string{"-Wall", "@" + outer, "@missing"})
	if want := []string{"-Wall", "-c", "-O2", "a b.c", "-o", "x", "@missing"}; err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%q, %v", got, err)
	}
	write("loop", "@"+filepath.Join(dir, "loop"))
	if _, err := expand([]string{"@" + filepath.Join(dir, "loop")}); err == nil {
		t.Error("a response file that names itself is accepted")
	}
}

// Arguments are neither invented nor changed, only dropped; and reading what
// was passed on again drops nothing more.
func FuzzReadCC(f *testing.F) {
	for _, s := range []string{"-c a.c -o a.o", "-I /usr/include -x c++ -", "-Wl,-rpath,/x -L/usr/lib -lz", "-o", "@x -isystem",
		"--sysroot --specs -I- -", "-fsanitize= -print-file-name=", "-I=/usr/include"} {
		f.Add(strings.ReplaceAll(s, " ", "\n"))
	}
	f.Fuzz(func(t *testing.T, s string) {
		silence(t)
		args := strings.Split(s, "\n")
		r, err := readCC(args, testGuard(t))
		if err != nil {
			return
		}
		i := 0
		for _, a := range args {
			if i < len(r.args) && r.args[i] == a {
				i++
			}
		}
		if i != len(r.args) {
			t.Errorf("%q became %q", args, r.args)
		}
		again, err := readCC(r.args, testGuard(t))
		if err != nil || !reflect.DeepEqual(again.args, r.args) {
			t.Errorf("%q, read again: %+v, %v", r.args, again, err)
		}
	})
}

func FuzzSplitWords(f *testing.F) {
	f.Add("a 'b c' \\\" \"")
	f.Fuzz(func(t *testing.T, s string) {
		words := splitWords(s)
		if again := splitWords(joinWords(words)); !reflect.DeepEqual(again, words) {
			t.Errorf("%q became %q", words, again)
		}
	})
}

// silence keeps warnings out of the test's output.
func silence(t *testing.T) {
	old := os.Stderr
	null, err := os.OpenFile(os.DevNull, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	os.Stderr = null
	t.Cleanup(func() { os.Stderr = old; null.Close() })
}
