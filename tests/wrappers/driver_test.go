// SPDX-License-Identifier: BSD-3-Clause

// Package wrappers tests the SDK's tools as a build uses them, next to what
// the machine's own tools do with the same command.
package wrappers

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"unicore/tests/harness"
)

// folder is a place with a few sources.
func folder(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"e.c":      "int main(void) { return 0; }\n",
		"f.c":      "int f(void) { return 1; }\n",
		"two.c":    "int f(void); int main(void) { return f() - 1; }\n",
		"hello.c":  "#include <stdio.h>\nint main(void) { puts(\"hello\"); return 0; }\n",
		"bad.c":    "int main(void) { return }\n",
		"undef.c":  "int nowhere(void); int main(void) { return nowhere(); }\n",
		"plain.cc": "struct A { A(); int v; }; A::A() : v(3) {} static A a; int main() { return a.v - 3; }\n",
		"asm.S":    "#define F g\n.globl F\nF: ret\n.section .note.GNU-stack,\"\",@progbits\n",
		"raw.s":    ".globl h\nh: ret\n.section .note.GNU-stack,\"\",@progbits\n",
		"ifunc.c": "static int a(void) { return 7; } static void *r(void) { return a; }\n" +
			"int f(void) __attribute__((ifunc(\"r\"))); int main(void) { return f() - 7; }\n",
		"ctor.c":    "static int n; __attribute__((constructor)) static void c(void) { n = 5; } int main(void) { return n - 5; }\n",
		"tls.c":     "static __thread int n = 4; int main(void) { return n - 4; }\n",
		"math.c":    "#include <math.h>\nint main(int c, char **v) { (void)v; return cos(c - 1.0) != 1.0; }\n",
		"start.c":   "void _start(void) { __asm__ volatile(\"syscall\" :: \"a\"(60), \"D\"(0)); }\n",
		"args.rsp":  "-O2 'e.c' -o \"out\"\n",
		"probe.map": "{ global: f; local: *; };\n",
		"list.txt":  "{ f; };\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// run runs a command in dir and returns its output and whether it succeeded.
func run(t *testing.T, cmd *exec.Cmd) (string, bool) {
	t.Helper()
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if _, exit := err.(*exec.ExitError); err != nil && !exit {
		t.Fatal(err)
	}
	return out.String(), err == nil
}

// must is run for a command that has to succeed.
func must(t *testing.T, cmd *exec.Cmd) string {
	t.Helper()
	out, ok := run(t, cmd)
	if !ok {
		t.Fatalf("%s: failed\n%s", strings.Join(cmd.Args, " "), out)
	}
	return out
}

const (
	same    = ""       // as plain gcc
	refused = "refuse" // gcc can, images cannot
	more    = "accept" // gcc cannot on this machine, we can
)

// TestDriver gives each command to gcc and to the wrapper. Both succeed or
// both fail, except where the difference is named.
func TestDriver(t *testing.T) {
	host := harness.Require(t, "gcc")
	harness.Env(t)
	for _, tt := range []struct {
		name, args, differs string
		run                 bool // what is linked runs here and exits with 0
		stdin               string
	}{
		{name: "compile", args: "-c e.c -o e.o"},
		{name: "compile two", args: "-c e.c f.c"},
		{name: "preprocess", args: "-E e.c -o e.i"},
		{name: "assembly", args: "-S e.c -o e.s"},
		{name: "assemble", args: "-c raw.s"},
		{name: "assemble with cpp", args: "-c asm.S"},
		{name: "syntax only", args: "-fsyntax-only e.c"},
		{name: "error in source", args: "-c bad.c"},
		{name: "no such file", args: "-c absent.c"},
		{name: "no input", args: ""},
		{name: "unknown option", args: "-no-such-option e.c"},
		{name: "unknown warning", args: "-Werror -Wno-such-warning -c e.c"},
		{name: "value missing", args: "e.c -o"},
		{name: "depend", args: "-M e.c"},
		{name: "depend MM MG", args: "-MM -MG e.c"},
		{name: "depend file", args: "-MD -MF e.d -MT x -c e.c -o e.o"},
		{name: "depend MMD MP", args: "-MMD -MP -c e.c"},
		{name: "stdin preprocess", args: "-E -x c -", stdin: "#include <stdio.h>\n"},
		{name: "stdin link", args: "-x c - -o out", stdin: "int main(void) { return 0; }\n", run: true},
		{name: "macros", args: "-dM -E -", stdin: "\n"},
		{name: "link", args: "e.c -o out", run: true},
		{name: "link two", args: "two.c f.c -o out", run: true},
		{name: "link hello", args: "-O2 hello.c -o out", run: true},
		{name: "undefined", args: "undef.c -o out"},
		{name: "library absent", args: "e.c -lno_such_library -o out"},
		{name: "response file", args: "@args.rsp", run: true},
		{name: "response file absent", args: "@absent.rsp e.c"},
		{name: "static", args: "-static e.c -o out", run: true},
		{name: "pie", args: "-fPIE -pie e.c -o out", run: true},
		{name: "static-pie", args: "-fPIE -static-pie e.c -o out", run: true},
		{name: "no-pie", args: "-no-pie e.c -o out", run: true},
		{name: "pic", args: "-fPIC hello.c -o out", run: true},
		{name: "rdynamic", args: "-rdynamic e.c -o out", run: true},
		{name: "export", args: "-Wl,-E e.c -o out", run: true},
		{name: "Wl pie", args: "-fPIE -Wl,-pie e.c -o out", run: true},
		{name: "rpath", args: "-Wl,-rpath,/x -Wl,-rpath-link=/x e.c -o out", run: true},
		{name: "soname", args: "-Wl,-soname,x e.c -o out", run: true},
		{name: "Bdynamic", args: "e.c -Wl,-Bdynamic -lm -o out", run: true},
		{name: "Bstatic", args: "e.c -Wl,-Bstatic -lm -Wl,-Bdynamic -o out", run: true},
		{name: "version script", args: "two.c f.c -Wl,--version-script=probe.map -o out", run: true},
		{name: "dynamic list", args: "two.c f.c -Wl,--dynamic-list=list.txt -o out", run: true},
		{name: "strip", args: "-s e.c -o out", run: true},
		{name: "strip debug", args: "-g -Wl,-S e.c -o out", run: true},
		{name: "no gc", args: "-Wl,--no-gc-sections e.c -o out", run: true},
		{name: "gc and map", args: "-Wl,--gc-sections -Wl,-Map=out.map e.c -o out", run: true},
		{name: "print map", args: "-Wl,-M e.c -o out", run: true},
		{name: "no build id", args: "-Wl,--build-id=none e.c -o out", run: true},
		{name: "wrap", args: "-Wl,--wrap=f two.c -Wl,--defsym=__wrap_f=0 -o out"},
		{name: "to nowhere", args: "e.c -o /dev/null"},
		{name: "relocatable", args: "-r e.c f.c -o r.o"},
		{name: "relocatable nostdlib", args: "-nostdlib -r e.c -o r.o"},
		{name: "nostdlib", args: "-nostdlib -static start.c -o out", run: true},
		{name: "nostartfiles", args: "-nostartfiles -static start.c -o out", run: true},
		{name: "shared", args: "-shared -fPIC f.c -o libf.so"},
		{name: "Wl shared", args: "-Wl,-shared -fPIC f.c -o libf.so"},
		{name: "shared to nowhere", args: "-shared -fPIC f.c -o /dev/null"},
		{name: "shared, library absent", args: "-shared -fPIC f.c -o libf.so -lno_such_library"},
		{name: "lto", args: "-O2 -flto two.c f.c -o out", run: true},
		{name: "lto relocatable", args: "-O2 -flto -r two.c f.c -o r.o"},
		{name: "fat lto", args: "-O2 -flto -ffat-lto-objects hello.c -o out", run: true},
		{name: "pthread", args: "-pthread e.c -o out", run: true},
		{name: "libm", args: "math.c -lm -o out", run: true},
		{name: "classic libraries", args: "e.c -ldl -lpthread -lrt -lutil -lresolv -lm -o out", run: true},
		{name: "libgcc_s", args: "e.c -lgcc_s -o out", run: true},
		{name: "ifunc", args: "ifunc.c -o out", run: true},
		{name: "constructor", args: "ctor.c -o out", run: true},
		{name: "tls", args: "tls.c -o out", run: true},
		{name: "ffast-math", args: "-Ofast math.c -lm -o out", run: true},
		{name: "stack protector", args: "-fstack-protector-all e.c -o out", run: true},
		{name: "cf-protection", args: "-fcf-protection e.c -o out", run: true},
		{name: "split dwarf", args: "-g -gsplit-dwarf -c e.c"},
		{name: "compressed debug", args: "-g -gz e.c -o out", run: true},
		{name: "save temps", args: "-save-temps -c e.c"},
		{name: "pipe", args: "-pipe hello.c -o out", run: true},
		{name: "c++ without library", args: "-x c++ -fno-rtti -fno-exceptions plain.cc -o out", run: true},
		{name: "c++ compile", args: "-c plain.cc"},
		{name: "fuse-ld=bfd", args: "-fuse-ld=bfd e.c -o out", run: true},
		{name: "Debian's flags", run: true, args: "-g -O2 -ffile-prefix-map=/x=. -fstack-protector-strong -Wformat -Werror=format-security " +
			"-Wdate-time -D_FORTIFY_SOURCE=2 -Wl,-z,relro -Wl,-z,now -fPIE -pie hello.c -o out"},
		{name: "Fedora's flags", run: true, args: "-O2 -flto=auto -ffat-lto-objects -fexceptions -g -grecord-gcc-switches -pipe -Wall " +
			"-Werror=format-security -Wp,-U_FORTIFY_SOURCE,-D_FORTIFY_SOURCE=3 -Wp,-D_GLIBCXX_ASSERTIONS -fstack-protector-strong " +
			"-m64 -march=x86-64 -mtune=generic -fasynchronous-unwind-tables -fstack-clash-protection -fcf-protection " +
			"-fno-omit-frame-pointer -mno-omit-leaf-frame-pointer -Wl,-z,relro -Wl,--as-needed -Wl,-z,pack-relative-relocs -Wl,-z,now " +
			"-Wl,--build-id=sha1 hello.c -o out"},
		{name: "Fedora's specs", args: "-specs=/usr/lib/rpm/redhat/redhat-hardened-cc1 e.c -o out", differs: more, run: true},
		{name: "asan", args: "-fsanitize=address e.c -o out", differs: refused},
		{name: "profile", args: "-pg e.c -o out", differs: refused},
		{name: "coverage", args: "--coverage e.c -o out", differs: refused},
		{name: "openmp", args: "-fopenmp e.c -o out", differs: refused},
		{name: "32 bits", args: "-m32 -c e.c", differs: refused},
		{name: "host library by path", args: "e.c " + hostFile("libm.a") + " -o out", differs: refused},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			theirs, ours := folder(t), folder(t)
			args := strings.Fields(tt.args)
			plain := exec.Command(host, args...)
			plain.Dir, plain.Stdin = theirs, strings.NewReader(tt.stdin)
			hostOut, hostOK := run(t, plain)
			cmd := harness.Command(t, ours, "x86_64-unicore-linux-musl-gcc", args...)
			cmd.Stdin = strings.NewReader(tt.stdin)
			out, ok := run(t, cmd)
			want := hostOK
			switch tt.differs {
			case refused:
				want = false
				if !strings.Contains(out, "unicore: ") {
					t.Errorf("no reason is given:\n%s", out)
				}
			case more:
				want = true
			}
			if ok != want {
				t.Fatalf("succeeds: %v, with gcc: %v\n%s\ngcc:\n%s", ok, hostOK, out, hostOut)
			}
			if ok && tt.run {
				if _, err := os.Stat(filepath.Join(ours, "out")); err != nil {
					t.Fatal(err)
				}
				must(t, &exec.Cmd{Path: filepath.Join(ours, "out"), Args: []string{"out"}, Dir: ours})
			}
			if n, m := names(t, theirs), names(t, ours); tt.differs == same && n != m {
				t.Errorf("files %s, with gcc %s", m, n)
			}
		})
	}
}

// names lists a folder.
func names(t *testing.T, dir string) string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, e := range entries {
		list = append(list, e.Name())
	}
	return strings.Join(list, " ")
}

// hostFile is where the machine's gcc finds a file.
func hostFile(name string) string {
	out, err := exec.Command("gcc", "-print-file-name="+name).Output()
	if err != nil {
		return name
	}
	return strings.TrimSpace(string(out))
}

// TestAnswers asks what build systems ask.
func TestAnswers(t *testing.T) {
	sysroot := harness.Getenv(t, "PKG_CONFIG_SYSROOT_DIR")
	ask := func(tool string, args ...string) string {
		return strings.TrimSuffix(must(t, harness.Command(t, folder(t), tool, args...)), "\n")
	}
	for _, tt := range []struct{ tool, option, want string }{
		{"cc", "-dumpmachine", "x86_64-unicore-linux-musl"},
		{"x86_64-unicore-linux-musl-g++", "-dumpmachine", "x86_64-unicore-linux-musl"},
		{"cc", "-print-sysroot", sysroot},
		{"cc", "-print-multiarch", ""},
		{"cc", "-print-file-name=libc.a", sysroot + "/usr/lib/libc.a"},
		{"cc", "-print-file-name=libssl.so", "libssl.so"},
		{"cc", "-print-file-name=libdl.so", "libdl.so"},
		{"cc", "-print-prog-name=ld", filepath.Dir(sysroot) + "/libexec/ld"},
	} {
		if got := ask(tt.tool, tt.option); got != tt.want {
			t.Errorf("%s %s: %q, want %q", tt.tool, tt.option, got, tt.want)
		}
	}
	version := ask("cc", "--version")
	if !strings.HasPrefix(version, "gcc (") || !strings.Contains(version, "Free Software Foundation") {
		t.Errorf("meson would not know this for gcc: %s", version)
	}
	if !strings.Contains(version, "\nunicore SDK "+harness.Target+"-") {
		t.Errorf("a compiler cache would not see the SDK: %s", version)
	}
	for dir := range strings.SplitSeq(ask("cc", "-print-search-dirs"), ":") {
		if strings.HasPrefix(filepath.Clean(dir), "/usr/lib/x86_64-linux-gnu") {
			t.Errorf("-print-search-dirs: %s", dir)
		}
	}
	if got := ask("ld", "--version"); !strings.Contains(got, "GNU ld") {
		t.Errorf("ld --version: %s", got)
	}
	if got := ask("cc", "-###", "e.c"); !strings.Contains(got, "-specs=") || !strings.Contains(got, "unicore.specs") {
		t.Errorf("-### hides what is added: %s", got)
	}
	verbose := harness.Command(t, folder(t), "cc", "-c", "e.c")
	verbose.Env = append(verbose.Env, "UNICORE_VERBOSE=1")
	if got := must(t, verbose); !strings.Contains(got, "\n    -c\n    e.c\n") {
		t.Errorf("UNICORE_VERBOSE: %s", got)
	}
	for _, tool := range []string{"ar", "as", "nm", "objcopy", "objdump", "ranlib", "readelf", "size", "strings", "strip",
		"gcc-ar", "gcc-nm", "gcc-ranlib", "addr2line", "ld.bfd", "ld.gold", "cpp", "c99"} {
		ask("x86_64-unicore-linux-musl-"+tool, "--version")
		ask(tool, "--version")
	}
}
