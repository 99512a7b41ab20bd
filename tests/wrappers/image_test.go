// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"bytes"
	"debug/elf"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"unicore/tests/harness"
)

func write(t *testing.T, dir, name, text string) {
	t.Helper()
	p := filepath.Join(dir, name)
	if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func cc(t *testing.T, dir string, args ...string) string {
	t.Helper()
	return must(t, harness.Command(t, dir, "cc", args...))
}

func runs(t *testing.T, dir, program string) {
	t.Helper()
	must(t, &exec.Cmd{Path: filepath.Join(dir, program), Args: []string{program}, Dir: dir})
}

// TestShared builds libraries as libtool and CMake do and links programs
// with them.
func TestShared(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "one.c", "int one(void) { return 1; }\n")
	write(t, dir, "two.c", "int one(void); int two(void) { return one() + 1; }\n")
	write(t, dir, "base.c", "int base(void) { return 10; }\n")
	write(t, dir, "three.c", "#include <zlib.h>\nint base(void); int three(void) { return base() + (zlibVersion()[0] == '1'); }\n")
	write(t, dir, "main.c", "int two(void); int three(void); int main(void) { return two() + three() - 13; }\n")
	if err := os.MkdirAll(filepath.Join(dir, "a b"), 0o755); err != nil {
		t.Fatal(err)
	}
	cc(t, dir, "-c", "base.c")
	must(t, harness.Command(t, dir, "ar", "rcs", "libbase.a", "base.o"))
	cc(t, dir, "-shared", "-fPIC", "one.c", "-o", "a b/libone.so.1.0", "-Wl,-soname,libone.so.1")
	if err := os.Symlink("libone.so.1.0", filepath.Join(dir, "a b/libone.so")); err != nil {
		t.Fatal(err)
	}
	cc(t, dir, "-shared", "-fPIC", "two.c", "-o", "libtwo.so", "-La b", "-lone")
	cc(t, dir, "-shared", "-fPIC", "three.c", "-o", "libthree.so", "-Wl,--whole-archive", "libbase.a", "-Wl,--no-whole-archive", "-lz")
	link := func(args ...string) {
		t.Helper()
		cc(t, dir, append([]string{"-o", "main"}, args...)...)
		runs(t, dir, "main")
	}
	link("main.c", "-L.", "-ltwo", "-lthree")
	link("-L.", "-ltwo", "-lthree", "main.c") // a shared library's place does not matter
	link("main.c", "libtwo.so", "./libthree.so")
	link("main.c", "-L.", "-Wl,--whole-archive", "-ltwo", "-Wl,--no-whole-archive", "-lthree")
	link("-flto", "-O2", "main.c", "-L.", "-ltwo", "-lthree")

	must(t, harness.Command(t, dir, "strip", "libtwo.so", "libthree.so"))
	link("main.c", "-L.", "-ltwo", "-lthree")
	must(t, harness.Command(t, dir, "strip", "--strip-unneeded", "libtwo.so", "main"))
	runs(t, dir, "main")

	cc(t, dir, "-flto", "-O2", "-shared", "-fPIC", "two.c", "-o", "libtwo.so", "-La b", "-lone")
	link("-O2", "main.c", "-L.", "-ltwo", "-lthree")

	if err := os.Rename(filepath.Join(dir, "a b"), filepath.Join(dir, "moved")); err != nil {
		t.Fatal(err)
	}
	out, ok := run(t, harness.Command(t, dir, "cc", "main.c", "-o", "main", "-L.", "-ltwo", "-lthree"))
	if ok || !strings.Contains(out, "unicore: libtwo.so: needs -lone, which is not found\nhint: ") {
		t.Errorf("a dependency that is gone: %v\n%s", ok, out)
	}
	link("main.c", "-L.", "-ltwo", "-lthree", "-Wl,-rpath-link,moved")

	// The same library in another folder is the same file.
	other := t.TempDir()
	write(t, other, "one.c", "int one(void) { return 1; }\n")
	cc(t, other, "-shared", "-fPIC", "one.c", "-o", "x.so")
	cc(t, dir, "-shared", "-fPIC", "one.c", "-o", "x.so")
	if !bytes.Equal(read(t, other, "x.so"), read(t, dir, "x.so")) {
		t.Error("two builds of a library differ")
	}
}

func read(t *testing.T, dir, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(dir, name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// TestImage looks at what a link leaves.
func TestImage(t *testing.T) {
	dir := folder(t)
	cc(t, dir, "-O2", "-g", "hello.c", "-o", "hello")
	check := func(name string) {
		t.Helper()
		e, err := elf.NewFile(bytes.NewReader(read(t, dir, name)))
		if err != nil {
			t.Fatal(err)
		}
		if e.Type != elf.ET_EXEC {
			t.Errorf("%s: type %v", name, e.Type)
		}
		for _, p := range e.Progs {
			if p.Type == elf.PT_LOAD && (p.Vaddr != p.Paddr || p.Flags&(elf.PF_W|elf.PF_X) == elf.PF_W|elf.PF_X) {
				t.Errorf("%s: segment at %#x: physical %#x, flags %v", name, p.Vaddr, p.Paddr, p.Flags)
			}
			if p.Type == elf.PT_INTERP || p.Type == elf.PT_DYNAMIC {
				t.Errorf("%s: has %v", name, p.Type)
			}
		}
		pages := map[uint64]bool{}
		for _, p := range e.Progs {
			if p.Type != elf.PT_LOAD {
				continue
			}
			for a := p.Vaddr &^ 4095; a < p.Vaddr+p.Memsz; a += 4096 {
				if pages[a] {
					t.Errorf("%s: two segments share the page at %#x", name, a)
				}
				pages[a] = true
			}
		}
		if s := e.Section(".uc.syms"); s == nil || s.Size < 100 {
			t.Errorf("%s: no symbol table", name)
		}
		s := e.Section(".note.unicore")
		if s == nil || s.Type != elf.SHT_NOTE || s.Flags&elf.SHF_ALLOC != 0 {
			t.Fatalf("%s: no note", name)
		}
		note, _ := s.Data()
		for _, want := range []string{"target " + harness.Target + "\n", "\n version 1.2.3\n license MIT\n source musl_1.2.3.orig.tar.gz\n"} {
			if !bytes.Contains(note, []byte(want)) {
				t.Errorf("%s: note lacks %s: %s", name, want, note)
			}
		}
		runs(t, dir, name)
	}
	check("hello")
	must(t, harness.Command(t, dir, "strip", "-o", "stripped", "hello"))
	check("stripped")
	cc(t, dir, "-O2", "-s", "hello.c", "-o", "small")
	check("small")
	if a, b := read(t, dir, "stripped"), read(t, dir, "small"); len(a) > len(b)+512 || len(b) > len(a)+512 {
		t.Errorf("strip leaves %d bytes, -s %d", len(a), len(b))
	}
	res := harness.Run(t, time.Minute, nil, filepath.Join(dir, "stripped"))
	if res.Status != 0 || !strings.Contains(res.Console, "hello") {
		t.Errorf("stripped image: status %d, %s%s", res.Status, res.Console, res.Stderr)
	}
}

// TestNothingUnused: the link map of hello has no handler, file system, socket
// or driver that it does not use.
func TestNothingUnused(t *testing.T) {
	dir := folder(t)
	cc(t, dir, "-O2", "hello.c", "-o", "hello", "-Wl,-Map=map")
	_, layout, _ := strings.Cut(string(read(t, dir, "map")), "Linker script and memory map")
	for _, lib := range []string{"net-socket", "net-lwip", "net-unix", "fs-ramfs", "drivers-virtio-net", "drivers-virtio-blk",
		"dev-virtio", "vfs-poll", "vfs-pipe", "vfs-event"} {
		for line := range strings.Lines(layout) {
			if strings.Contains(line, "/lib"+lib+".a(") && strings.Contains(line, " 0x00000000002") {
				t.Errorf("hello has a part of %s: %s", lib, line)
				break
			}
		}
	}
}

// TestWithout links programs that lack something.
func TestWithout(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "socket.c", "#include <sys/socket.h>\nint main(void) { return socket(AF_INET, SOCK_STREAM, 0); }\n")
	write(t, dir, "zlib.c", "#include <zlib.h>\nint main(void) { return zlibVersion()[0] != '1'; }\n")
	write(t, dir, "ssl.c", "int SSL_new(void); int main(void) { return SSL_new(); }\n")
	for _, tt := range []struct {
		args, env, want string
	}{
		{"socket.c -Wl,-z,uc-without=net-socket", "", "unicore: system call socket: provided by library net-socket, which is not linked"},
		{"socket.c", "UNICORE_EXCLUDE=net-socket", "unicore: system call socket: provided by library net-socket, which is not linked"},
		{"socket.c", "UNICORE_EXCLUDE=nonsense", "unicore: -z uc-without=nonsense: no such library in this SDK\nhint: "},
		{"zlib.c", "", "unicore: undefined reference to zlibVersion: zlib provides it, which is not on the command line\nhint: add -lz\n"},
		{"ssl.c -lssl", "", "unicore: -lssl: no library of this SDK is called libssl.a\n"},
		{"socket.c -L/usr/lib/x86_64-linux-gnu", "", "unicore: warning: dropped -L/usr/lib/x86_64-linux-gnu: it belongs to the build machine\n"},
		{"socket.c -I/usr/include", "UNICORE_HOST_PATHS=error", "unicore: -I/usr/include: belongs to the build machine\nhint: "},
		{"socket.c -L/usr/lib --unicore-host-paths=error", "", "unicore: -L/usr/lib: belongs to the build machine\nhint: "},
		{"-c socket.c", "CPATH=/usr/include", "unicore: warning: dropped CPATH=/usr/include: it belongs to the build machine\n"},
	} {
		cmd := harness.Command(t, dir, "cc", append(strings.Fields(tt.args), "-o", "out")...)
		if tt.env != "" {
			cmd.Env = append(cmd.Env, tt.env)
		}
		out, ok := run(t, cmd)
		if want := strings.Contains(tt.want, "warning"); ok != want || !strings.Contains(out, tt.want) {
			t.Errorf("%s %s: %v\n%s", tt.env, tt.args, ok, out)
		}
	}
	cc(t, dir, "zlib.c", "-lz", "-o", "out")
	runs(t, dir, "out")
}

// TestElsewhere uses a copy of the SDK: read-only, in a folder with a blank in
// its name, through a link from another place, without its environment. What
// it makes is the same, bit for bit.
func TestElsewhere(t *testing.T) {
	sdk := filepath.Dir(harness.Getenv(t, "PKG_CONFIG_SYSROOT_DIR"))
	copied := filepath.Join(t.TempDir(), "an SDK")
	if out, err := exec.Command("cp", "-R", sdk, copied).CombinedOutput(); err != nil {
		t.Fatalf("cp: %v\n%s", err, out)
	}
	if out, err := exec.Command("chmod", "-R", "a-w", copied).CombinedOutput(); err != nil {
		t.Fatalf("chmod: %v\n%s", err, out)
	}
	t.Cleanup(func() { exec.Command("chmod", "-R", "u+w", copied).Run() })

	dir := folder(t)
	tool := filepath.Join(t.TempDir(), "x86_64-unicore-linux-musl-gcc")
	if err := os.Symlink(filepath.Join(copied, "bin", filepath.Base(tool)), tool); err != nil {
		t.Fatal(err)
	}
	temp := t.TempDir()
	cmd := exec.Command(tool, "-O2", "-g", "hello.c", "-o", "moved", "-lz")
	cmd.Dir, cmd.Env = dir, []string{"PATH=/usr/bin:/bin", "TMPDIR=" + temp}
	must(t, cmd)
	runs(t, dir, "moved")
	cc(t, dir, "-O2", "-g", "hello.c", "-o", "here", "-lz")
	if !bytes.Equal(read(t, dir, "moved"), read(t, dir, "here")) {
		t.Error("the place of the SDK shows in the image")
	}
	if left := names(t, temp); left != "" {
		t.Errorf("left behind: %s", left)
	}
	cmd = exec.Command(filepath.Join(copied, "bin/x86_64-unicore-linux-musl-pkg-config"), "--libs", "zlib")
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	if out := must(t, cmd); !strings.Contains(out, "-lz") {
		t.Errorf("pkg-config: %s", out)
	}
}

// TestOtherFolder: a program built in two folders is the same once debugging
// information is gone; and with it, when the author maps the folder away.
func TestOtherFolder(t *testing.T) {
	a, b := folder(t), folder(t)
	for _, dir := range []string{a, b} {
		cc(t, dir, "-O2", "-g", "hello.c", "-o", "plain")
		cc(t, dir, "-O2", "-g", "-ffile-prefix-map="+dir+"=.", "hello.c", "-o", "mapped")
		must(t, harness.Command(t, dir, "strip", "plain"))
	}
	for _, name := range []string{"plain", "mapped"} {
		if !bytes.Equal(read(t, a, name), read(t, b, name)) {
			t.Errorf("%s differs", name)
		}
	}
}

// TestParallel runs many links at once, and leaves no temporary files.
func TestParallel(t *testing.T) {
	dir, temp := folder(t), t.TempDir()
	var all sync.WaitGroup
	for i := range 12 {
		all.Go(func() {
			out := "out" + string(rune('a'+i))
			args := []string{"-O2", "two.c", "f.c", "-o", out}
			if i%3 == 0 {
				args = append(args, "-flto")
			}
			if i%4 == 0 {
				args = []string{"-shared", "-fPIC", "f.c", "-o", out}
			}
			cmd := harness.Command(t, dir, "cc", args...)
			cmd.Env = append(cmd.Env, "TMPDIR="+temp)
			if msg, err := cmd.CombinedOutput(); err != nil {
				t.Errorf("%s: %v\n%s", out, err, msg)
			} else if i%4 != 0 {
				if err := exec.Command(filepath.Join(dir, out)).Run(); err != nil {
					t.Errorf("%s: %v", out, err)
				}
			}
		})
	}
	all.Wait()
	if left := names(t, temp); left != "" {
		t.Errorf("left behind: %s", left)
	}
}

// TestLongCommand gives more files than a command line takes, through a
// response file.
func TestLongCommand(t *testing.T) {
	dir := folder(t)
	cc(t, dir, "-c", "f.c")
	must(t, harness.Command(t, dir, "ar", "rcs", "lib f.a", "f.o"))
	long := strings.Repeat("./", 50)
	write(t, dir, "long.rsp", "two.c -o out\n"+strings.Repeat("'"+long+"lib f.a'\n", 4000))
	cc(t, dir, "@long.rsp")
	runs(t, dir, "out")
}

// TestClang compiles with the other compiler, where it is.
func TestClang(t *testing.T) {
	harness.Require(t, "clang")
	dir := folder(t)
	const clang = "x86_64-unicore-linux-musl-clang"
	for _, args := range []string{"-O2 -Werror hello.c -o out", "-fPIE -pie -Werror hello.c -o out", "-static hello.c -o out",
		"-g -fstack-protector-strong two.c f.c -o out", "-Werror -rdynamic tls.c -o out", "math.c -lm -o out"} {
		if out := must(t, harness.Command(t, dir, clang, strings.Fields(args)...)); out != "" {
			t.Errorf("%s: %s", args, out)
		}
		runs(t, dir, "out")
	}
	must(t, harness.Command(t, dir, clang, "-shared", "-fPIC", "f.c", "-o", "libf.so"))
	must(t, harness.Command(t, dir, clang, "two.c", "-L.", "-lf", "-o", "out"))
	runs(t, dir, "out")
	must(t, harness.Command(t, dir, clang+"++", "-fno-rtti", "plain.cc", "-o", "out"))
	runs(t, dir, "out")
	if got := must(t, harness.Command(t, dir, clang, "-dumpmachine")); got != "x86_64-unicore-linux-musl\n" {
		t.Errorf("-dumpmachine: %s", got)
	}
	cmd := harness.Command(t, dir, "cc", "--version")
	cmd.Env = append(cmd.Env, "UNICORE_CC=clang")
	if got := must(t, cmd); !strings.Contains(got, "clang version") {
		t.Errorf("UNICORE_CC=clang: %s", got)
	}
}

// TestCXX: what C++ without its library is told.
func TestCXX(t *testing.T) {
	dir := folder(t)
	harness.Require(t, "g++")
	must(t, harness.Command(t, dir, "c++", "-fno-rtti", "plain.cc", "-o", "out"))
	runs(t, dir, "out")
	if _, err := os.Stat(harness.Getenv(t, "PKG_CONFIG_SYSROOT_DIR") + "/usr/include/c++"); err == nil {
		t.Skip("this SDK has a C++ library")
	}
	cmd := harness.Command(t, dir, "c++", "-x", "c++", "-c", "-")
	cmd.Stdin = io.MultiReader(strings.NewReader("#include <iostream>\n"))
	out, ok := run(t, cmd)
	if ok || strings.Count(out, "this SDK has no C++ standard library") != 1 {
		t.Errorf("<iostream>: %v\n%s", ok, out)
	}
	// what the hint says is enough
	write(t, dir, "own.cc", `#include <stdlib.h>
void *operator new(size_t n) { return malloc(n); }
void operator delete(void *p) noexcept { free(p); }
void operator delete(void *p, size_t) noexcept { free(p); }
struct A { virtual int f() { return 1; } virtual ~A() {} };
struct B : A { int n; B() : n(2) {} int f() override { return n; } };
static A &one() { static B b; return b; }
int main() { A *a = new B; int r = a->f() + one().f(); delete a; return r - 4; }
`)
	_, hint, _ := strings.Cut(out, "hint: C++ without it: ")
	flags, _, _ := strings.Cut(hint, ",")
	must(t, harness.Command(t, dir, "c++", append(strings.Fields(flags), "own.cc", "-o", "own")...))
	runs(t, dir, "own")
}

// TestPkgConfig finds the SDK's libraries, never the machine's.
func TestPkgConfig(t *testing.T) {
	dir := t.TempDir()
	const tool = "x86_64-unicore-linux-musl-pkg-config"
	must(t, harness.Command(t, dir, tool, "--exists", "zlib"))
	cmd := harness.Command(t, dir, tool, "--list-all")
	cmd.Env = append(cmd.Env, "PKG_CONFIG_PATH=/usr/lib/x86_64-linux-gnu/pkgconfig:/usr/share/pkgconfig", "PKG_CONFIG_LIBDIR=")
	if out := must(t, cmd); strings.Contains(out, "libcrypt ") || !strings.Contains(out, "zlib ") {
		t.Errorf("--list-all: %s", out)
	}
	write(t, dir, "own/mine.pc", "Name: mine\nDescription: x\nVersion: 1\nLibs: -lmine\nLibs.private: -lz\n")
	cmd = harness.Command(t, dir, tool, "--libs", "mine")
	cmd.Env = append(cmd.Env, "PKG_CONFIG_PATH="+dir+"/own")
	if out := must(t, cmd); strings.Join(strings.Fields(out), " ") != "-lmine -lz" {
		t.Errorf("--libs: %q", out)
	}
}

// TestUnwind: the compiler's own unwinder works in a C program.
func TestUnwind(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "unwind.c", `#include <stdlib.h>
#include <unwind.h>
static int frames, cleaned;
static _Unwind_Reason_Code frame(struct _Unwind_Context *c, void *p) { (void)p; frames += _Unwind_GetIP(c) != 0; return _URC_NO_REASON; }
static void clean(int *p) { cleaned += *p; }
static _Unwind_Reason_Code stop(int v, _Unwind_Action a, _Unwind_Exception_Class c, struct _Unwind_Exception *e, struct _Unwind_Context *x, void *p)
{ (void)v; (void)c; (void)e; (void)x; (void)p; if (a & _UA_END_OF_STACK) exit(frames < 3 || cleaned != 7); return _URC_NO_REASON; }
static struct _Unwind_Exception e;
__attribute__((noinline)) void inner(void) { _Unwind_Backtrace(frame, 0); _Unwind_ForcedUnwind(&e, stop, 0); }
__attribute__((noinline)) void outer(void) { int x __attribute__((cleanup(clean))) = 7; inner(); }
int main(void) { outer(); return 9; }
`)
	cc(t, dir, "-O1", "-fexceptions", "unwind.c", "-o", "unwind")
	runs(t, dir, "unwind")
	if res := harness.Run(t, time.Minute, nil, filepath.Join(dir, "unwind")); res.Status != 0 {
		t.Errorf("booted: status %d\n%s%s", res.Status, res.Console, res.Stderr)
	}
}
