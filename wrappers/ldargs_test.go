// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"reflect"
	"strings"
	"testing"
)

func TestReadLD(t *testing.T) {
	for _, tt := range []struct {
		in   string
		kind ldKind
		want ldArgs // kind, output, dirs, strip, without …
	}{
		{"--version", ldPlain, ldArgs{output: "a.out", question: true}},
		{"--version crt1.o", ldImage, ldArgs{output: "a.out", question: true}},
		{"crt1.o -L=/own -L $SYSROOT/own", ldImage, ldArgs{output: "a.out", dirs: []string{testGuard(t).root + "/sysroot/own", testGuard(t).root + "/sysroot/own"}}},
		{"crt1.o -R /usr/include/x.h -R /usr/lib", ldImage, ldArgs{output: "a.out"}},
		{"-r a.o b.o -o c.o", ldRelocatable, ldArgs{output: "c.o"}},
		{"a.o -o x", ldPlain, ldArgs{output: "x"}},
		{"/sdk/crt1.o a.o -o x -L/home/l -L /home/m -lz", ldImage, ldArgs{output: "x", dirs: []string{"/home/l", "/home/m"}}},
		{"-shared -o libx.so.1 -soname libx.so.1 a.o", ldShared, ldArgs{output: "libx.so.1"}},
		{"-Bshareable a.o", ldShared, ldArgs{output: "a.out"}},
		{"Scrt1.o -pie -ox a.o", ldImage, ldArgs{output: "x"}},
		{"crt1.o --output=x -s", ldImage, ldArgs{output: "x", strip: "-s"}},
		{"crt1.o -S", ldImage, ldArgs{output: "a.out", strip: "-S"}},
		{"crt1.o -T own.lds -e start", ldImage, ldArgs{output: "a.out", script: true, entry: true}},
		{"crt1.o -z uc-without=a,b -z now", ldImage, ldArgs{output: "a.out", without: []string{"a", "b"}}},
		{"crt1.o -Map=x.map --build-id=none", ldImage, ldArgs{output: "a.out", mapFile: "x.map", buildID: "--build-id=none"}},
		{"crt1.o -rpath /a:/b", ldImage, ldArgs{output: "a.out", rpath: []string{"/a", "/b"}}},
		{"crt1.o -m elf_i386", ldImage, ldArgs{output: "a.out", wrong: "-m elf_i386"}},
		{"crt1.o --oformat binary", ldPlain, ldArgs{output: "a.out", binary: true}},
		{"crt1.o -L/usr/lib -L/usr/lib/gcc/x/12", ldImage, ldArgs{output: "a.out"}},
		// Not -s, -o, -e, -r or -T:
		{"crt1.o --start-group --end-group --omagic --eh-frame-hdr --rpath-link=/x -Ttext=0x1000 -static --sort-common", ldImage,
			ldArgs{output: "a.out", rpath: []string{"/x"}}},
	} {
		silence(t)
		r, err := readLD(strings.Split(tt.in, " "), testGuard(t))
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if r.kind != tt.kind {
			t.Errorf("%s: kind %d, want %d", tt.in, r.kind, tt.kind)
		}
		r.kind, r.items = 0, nil
		if !reflect.DeepEqual(*r, tt.want) {
			t.Errorf("%s:\n%+v, want\n%+v", tt.in, *r, tt.want)
		}
	}
}

func TestReadLDInputs(t *testing.T) {
	r, err := readLD(strings.Fields("crt1.o -la -Bstatic -lb -Bdynamic -l c --library=d --library e -l:f.a --whole-archive g.a --no-whole-archive -u h i.o"), testGuard(t))
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, it := range r.items {
		s := it.file
		if it.lib != "" {
			s = "-l" + it.lib
		}
		if it.static {
			s += " static"
		}
		if it.whole {
			s += " whole"
		}
		if it.file != "" || it.lib != "" {
			got = append(got, s)
		}
	}
	want := []string{"crt1.o", "-la", "-lb static", "-lc", "-ld", "-le", "-l:f.a", "g.a whole", "i.o"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestSplitOption(t *testing.T) {
	for in, want := range map[string][2]string{
		"-Lx": {"L", "x"}, "-L=x": {"L", "=x"}, "--library-path=x": {"library-path", "x"}, "-ofile": {"o", "file"}, "-lfoo": {"l", "foo"},
		"-oformat": {"oformat", ""}, "-export-dynamic": {"export-dynamic", ""}, "-e": {"e", ""}, "-estart": {"e", "start"},
		"-Ttext=1": {"Ttext", "1"}, "-Tx.lds": {"T", "x.lds"}, "-zrelro": {"z", "relro"}, "-melf_x86_64": {"m", "elf_x86_64"},
		"-hlib": {"h", "lib"}, "-help": {"help", ""}, "-O1": {"O", "1"}, "-Map": {"Map", ""}, "-M": {"M", ""}, "-rpath": {"rpath", ""},
		"-Bstatic": {"Bstatic", ""}, "-dynamic-linker": {"dynamic-linker", ""}, "-": {"", ""}, "--": {"", ""}, "-plugin-opt=-pass-through=-lc": {"plugin-opt", "-pass-through=-lc"},
		"-u": {"u", ""}, "-undefined": {"undefined", ""}, "-soname=x": {"soname", "x"}, "-I/lib/ld.so": {"I", "/lib/ld.so"},
	} {
		name, value, _ := splitOption(in)
		if name != want[0] || value != want[1] {
			t.Errorf("%s: %q %q", in, name, value)
		}
	}
}

func FuzzReadLD(f *testing.F) {
	for _, s := range []string{"-o x -shared a.o -lz", "-T -e -z uc-without= --build-id= -m", "--whole-archive -Bstatic -l", "- -- -="} {
		f.Add(strings.ReplaceAll(s, " ", "\n"))
	}
	f.Fuzz(func(t *testing.T, s string) {
		silence(t)
		args := strings.Split(s, "\n")
		r, err := readLD(args, testGuard(t))
		if err != nil {
			return
		}
		i := 0
		for _, it := range r.items {
			for _, a := range it.args {
				for i < len(args) && args[i] != a {
					i++
				}
				if i++; i > len(args) {
					t.Fatalf("%q: %q is not from there", args, a)
				}
			}
		}
	})
}

func TestMissing(t *testing.T) {
	var m missing
	for _, l := range []string{
		"/usr/bin/ld: a.o: in function `main':",
		"a.c:(.text+0x5): undefined reference to `SSL_new'",
		"ld: libc.a(socket.o):socket.c:(.text+0x1): more undefined references to `uc_sys_socket' follow",
		"a.c:(.text+0x5): undefined reference to `SSL_new'",
		"ld: cannot find -lssl: No such file or directory",
		"ld: cannot find -lcrypto",
	} {
		m.line([]byte(l))
	}
	if want := []string{"SSL_new", "uc_sys_socket"}; !reflect.DeepEqual(m.symbols, want) {
		t.Errorf("symbols %q", m.symbols)
	}
	if want := []string{"ssl", "crypto"}; !reflect.DeepEqual(m.libraries, want) {
		t.Errorf("libraries %q", m.libraries)
	}
	index := []byte("a one unselected\nSSL_new openssl unselected\nb two selected\na three selected\nc four unavailable\nputs musl replaced libc-none\n")
	for symbol, want := range map[string]provider{
		"SSL_new": {"openssl", false, false, ""}, "a": {"three", true, false, ""}, "b": {"two", true, false, ""}, "c": {"four", false, true, ""},
		"puts": {"musl", false, false, "libc-none"},
	} {
		if p, ok := find(index, symbol); !ok || p != want {
			t.Errorf("%s: %v %v", symbol, p, ok)
		}
	}
	if _, ok := find(index, "SSL"); ok {
		t.Error("a part of a name is found")
	}
}

func TestJSON(t *testing.T) {
	v, err := parseJSON([]byte(` {"target": "kvm-x86_64", "n": -1.5e3, "list":[ {"name":"a\"b\\\u00e9\n"}, [], {} , true],"null":null} `))
	if err != nil {
		t.Fatal(err)
	}
	if got := v.get("target").text; got != "kvm-x86_64" {
		t.Errorf("target %q", got)
	}
	if got := v.get("list").list[0].get("name").text; got != "a\"b\\é\n" {
		t.Errorf("name %q", got)
	}
	if got := v.get("absent").get("x").text; got != "" {
		t.Errorf("absent %q", got)
	}
	for _, bad := range []string{"", "{", "[1", `{"a"}`, `{"a":}`, `"`, `"\u12"`, `[1,]`, `{} x`, strings.Repeat("[", 1000)} {
		if _, err := parseJSON([]byte(bad)); err == nil {
			t.Errorf("%.20q accepted", bad)
		}
	}
}
