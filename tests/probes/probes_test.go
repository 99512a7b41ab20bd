// SPDX-License-Identifier: BSD-3-Clause

// Package probes builds small projects the way their users do, with the build
// systems that applications use, under the environment of an SDK. Each project
// is a txtar archive in testdata.
package probes

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"unicore/tests/harness"
)

// harnessLimit bounds one boot.
const harnessLimit = time.Minute

// project unpacks testdata/name.txtar below dir, whose name may hold blanks.
func project(t *testing.T, name, dir string) string {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name+".txtar"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range a.Files {
		path := filepath.Join(dir, f.Name)
		if err := os.MkdirAll(filepath.Dir(path), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, f.Data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// script runs lines with sh -e under the SDK's environment and returns what
// they printed.
func script(t *testing.T, dir, lines string) string {
	t.Helper()
	out, err := tryScript(t, dir, lines)
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	return out
}

func tryScript(t *testing.T, dir, lines string) (string, error) {
	t.Helper()
	cmd := harness.Command(t, dir, "/bin/sh", "-ec", lines)
	out, err := cmd.CombinedOutput()
	return string(out), err
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

func want(t *testing.T, text string, patterns ...string) {
	t.Helper()
	for _, p := range patterns {
		if !regexp.MustCompile("(?m)" + p).MatchString(text) {
			t.Errorf("no match for %q in\n%s", p, text)
		}
	}
}

func need(t *testing.T, tools ...string) {
	t.Helper()
	for _, tool := range tools {
		if _, err := exec.LookPath(tool); err != nil {
			t.Fatalf("%s is missing: scripts/packages test installs it", tool)
		}
	}
}

// configureAnswers is what an unmodified configure must find.
func configureAnswers(t *testing.T, config string) {
	t.Helper()
	want(t, config,
		`^#define HAVE_STRLCPY 1`, `^#define HAVE_GETRANDOM 1`, `^#define HAVE_EPOLL_CREATE1 1`,
		`^#define HAVE_ZLIB 1`, `^#define RUN_PROBE 1`, `^#define SIZEOF_LONG 8`,
		`^#define HAVE_MALLOC 1`, `^#define HAVE_FORK 1`,
		`^/\* #undef HAVE_WORKING_FORK \*/`, `^/\* #undef HAVE_WORKING_VFORK \*/`,
		`^/\* #undef HAVE_NO_SUCH_FUNCTION \*/`, `^/\* #undef HAVE_LIBNOSUCH \*/`,
		`^/\* #undef HAVE_GNU_GET_LIBC_VERSION \*/`, `^/\* #undef HAVE_NO_SUCH_HEADER_H \*/`)
}

func TestAutoconf(t *testing.T) {
	t.Parallel()
	need(t, "autoreconf", "libtoolize")
	base := project(t, "autoconf", t.TempDir())
	cmd := exec.Command("autoreconf", "-fi")
	cmd.Dir = base
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("autoreconf: %v\n%s", err, out)
	}
	for name, options := range map[string]string{
		"no host":        "",
		"host":           "--host=x86_64-unicore-linux-musl",
		"disable-shared": "--disable-shared",
		"enable-shared":  "--enable-shared",
	} {
		t.Run(name, func(t *testing.T) {
			// The name of the folder holds a blank on purpose; but libtool's own
			// script around a program with a shared library cannot bear one.
			dir := filepath.Join(t.TempDir(), "build "+name)
			if name == "enable-shared" {
				dir = filepath.Join(t.TempDir(), "build")
			}
			if err := os.Mkdir(dir, 0o777); err != nil {
				t.Fatal(err)
			}
			if out, err := exec.Command("cp", "-R", base+"/.", dir).CombinedOutput(); err != nil {
				t.Fatalf("%v\n%s", err, out)
			}
			script(t, dir, "./configure "+options+" && make")
			configureAnswers(t, read(t, filepath.Join(dir, "config.h")))
			want(t, script(t, dir, "./prog"), `^answer 42$`)
		})
	}
}

// Two configures of the same project at once must not meet anywhere.
func TestParallelConfigure(t *testing.T) {
	t.Parallel()
	need(t, "autoreconf")
	var wait sync.WaitGroup
	for i := range 2 {
		dir := project(t, "autoconf", t.TempDir())
		cmd := exec.Command("autoreconf", "-fi")
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("autoreconf: %v\n%s", err, out)
		}
		wait.Add(1)
		go func() {
			defer wait.Done()
			out, err := tryScript(t, dir, "./configure")
			if err != nil {
				t.Errorf("configure %d: %v\n%s", i, err, out)
				return
			}
			configureAnswers(t, read(t, filepath.Join(dir, "config.h")))
		}()
	}
	wait.Wait()
}

func TestCMake(t *testing.T) {
	t.Parallel()
	need(t, "cmake", "ninja")
	dir := project(t, "cmake", filepath.Join(t.TempDir(), "with blank"))
	out := script(t, dir, "cmake -G Ninja -S . -B out && cmake --build out && ./out/prog")
	want(t, out, `^-- HAVE_GETRANDOM=1`, `^-- HAVE_NO_SUCH_FUNCTION=$`, `^-- RUNS=1`, `^-- TRY_RUN=0 `,
		`^-- ZLIB_FOUND=TRUE`, `^-- EXPAT_FOUND=(FALSE)?$`, `^answer 42$`)
	if strings.Contains(out, "/usr/lib/x86_64-linux-gnu/lib") {
		t.Errorf("a library of the build machine leaked in:\n%s", out)
	}
}

func TestMeson(t *testing.T) {
	t.Parallel()
	need(t, "meson", "ninja")
	dir := project(t, "meson", t.TempDir())
	out := script(t, dir, `meson setup --cross-file "$UNICORE_SDK/share/cross.ini" out && ninja -C out && ./out/prog`)
	want(t, out, `Checking for function "getrandom" *: YES`, `Checking for function "no_such_function" *: NO`,
		`dependency zlib found: YES`, `dependency expat found: NO`, `^answer 42$`)
}

// A Makefile that hard-codes its tools gets ours by their plain names.
func TestMakefile(t *testing.T) {
	t.Parallel()
	dir := project(t, "makefile", t.TempDir())
	script(t, dir, "make && make -f hard.mk")
	want(t, script(t, dir, "./prog; ./hard"), `^answer 42$`)
	for _, image := range []string{"prog", "hard"} {
		want(t, script(t, dir, "readelf -n "+image), `Xen`)
	}
}

// A library made with -shared is an archive: the application that links it
// works, and takes what the library itself was linked with along.
func TestShared(t *testing.T) {
	t.Parallel()
	dir := project(t, "makefile", t.TempDir())
	script(t, dir, "cc -fPIC -c part.c && cc -shared -Wl,-soname,libpart.so.1 -o libpart.so.1 part.o -lz && ln -s libpart.so.1 libpart.so"+
		" && cc main.c -L. -lpart -Wl,-rpath,. -o prog")
	want(t, script(t, dir, "./prog"), `^answer 42$`)
}

// The wrapper is a function of its arguments: ccache finds all of it again.
func TestCcache(t *testing.T) {
	t.Parallel()
	need(t, "ccache")
	dir := project(t, "makefile", t.TempDir())
	out := script(t, dir, `export CCACHE_DIR=$PWD/cache CCACHE_NOHASHDIR=1
for i in 1 2; do
	ccache -z >/dev/null
	for f in main part; do ccache "$CC" -O2 -c $f.c -o $f.o; done
done
ccache --print-stats`)
	want(t, out, `^cache_miss\s+0$`, `direct_cache_hit\s+2$`)
}

// make twice, in two folders: the same bytes.
func TestReproducible(t *testing.T) {
	t.Parallel()
	var sums []string
	for range 2 {
		dir := project(t, "makefile", t.TempDir())
		script(t, dir, "make")
		h := sha256.Sum256([]byte(read(t, filepath.Join(dir, "prog"))))
		sums = append(sums, hex.EncodeToString(h[:]))
	}
	if sums[0] != sums[1] {
		t.Errorf("two builds differ: %v", sums)
	}
}

// The flags that Debian and Fedora build their packages with.
func TestHardening(t *testing.T) {
	t.Parallel()
	flags := map[string]string{
		"debian": "-g -O2 -ffile-prefix-map=$PWD=. -fstack-protector-strong -Wformat -Werror=format-security" +
			" -Wdate-time -D_FORTIFY_SOURCE=2 -fPIE -pie -Wl,-z,relro -Wl,-z,now",
		"fedora": "-O2 -flto=auto -ffat-lto-objects -fexceptions -g -grecord-gcc-switches -pipe -Wall" +
			" -Wp,-D_FORTIFY_SOURCE=2 -Wp,-D_GLIBCXX_ASSERTIONS -fstack-protector-strong -m64 -mtune=generic" +
			" -fasynchronous-unwind-tables -fstack-clash-protection -fcf-protection -Wl,-z,relro -Wl,--as-needed -Wl,-z,now",
	}
	for name, f := range flags {
		t.Run(name, func(t *testing.T) {
			dir := project(t, "makefile", t.TempDir())
			script(t, dir, "cc "+f+" main.c part.c -lz -o prog")
			want(t, script(t, dir, "./prog"), `^answer 42$`)
			r := harness.Run(t, harnessLimit, nil, filepath.Join(dir, "prog"))
			if r.Status != 0 || !strings.Contains(r.Console, "answer 42") {
				t.Errorf("booted: status %d\n%s%s", r.Status, r.Console, r.Stderr)
			}
		})
	}
}

// strip keeps an image bootable, and its backtraces named.
func TestStrip(t *testing.T) {
	t.Parallel()
	dir := project(t, "makefile", t.TempDir())
	script(t, dir, "make && strip prog")
	if _, err := exec.Command("nm", filepath.Join(dir, "prog")).Output(); err != nil {
		t.Fatal(err)
	}
	r := harness.Run(t, harnessLimit, nil, filepath.Join(dir, "prog"))
	if r.Status != 0 || !strings.Contains(r.Console, "answer 42") {
		t.Errorf("status %d\n%s%s", r.Status, r.Console, r.Stderr)
	}
	r = harness.Run(t, harnessLimit, nil, filepath.Join(dir, "prog"), "crash")
	if r.Status != 139 || !strings.Contains(r.Console, "tumble") {
		t.Errorf("status %d, want 139 and a backtrace that names tumble\n%s%s", r.Status, r.Console, r.Stderr)
	}
}

// A link without the network names the library that is missing.
func TestMissingLibrary(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "s.c"), []byte("#include <sys/socket.h>\nint main(void){return socket(2,1,0);}\n"), 0o666); err != nil {
		t.Fatal(err)
	}
	out, err := tryScript(t, dir, "UNICORE_EXCLUDE=net-socket cc s.c -o s")
	if err == nil {
		t.Fatal("it linked")
	}
	want(t, out, `socket.*net-socket`)
	if _, err := os.Stat(filepath.Join(dir, "s")); err == nil {
		t.Error("a failed link left an image")
	}
}

// Nothing of the build machine's headers or libraries is seen.
func TestHostPaths(t *testing.T) {
	t.Parallel()
	dir := project(t, "makefile", t.TempDir())
	out := script(t, dir, "cc -I/usr/include -L/usr/lib/x86_64-linux-gnu main.c part.c -lz -o prog && ./prog")
	want(t, out, `warning: .*-I/usr/include`, `warning: .*-L/usr/lib/x86_64-linux-gnu`, `^answer 42$`)
	var stderr bytes.Buffer
	cmd := harness.Command(t, dir, "cc", "-c", "-I/usr/include", "main.c")
	cmd.Env = append(cmd.Env, "UNICORE_HOST_PATHS=error")
	cmd.Stderr = &stderr
	if err := cmd.Run(); err == nil {
		t.Errorf("UNICORE_HOST_PATHS=error let -I/usr/include pass: %s", &stderr)
	}
}
