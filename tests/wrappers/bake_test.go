// SPDX-License-Identifier: BSD-3-Clause

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

func identical(t *testing.T, dir, a, b string) {
	t.Helper()
	x, err := os.ReadFile(filepath.Join(dir, a))
	if err != nil {
		t.Fatal(err)
	}
	y, err := os.ReadFile(filepath.Join(dir, b))
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(x, y) {
		t.Errorf("%s and %s differ: %d and %d bytes", a, b, len(x), len(y))
	}
}

// TestBake links programs of many kinds and then lets `unicore bake` link them
// again, without what they were made of, for the same target: it is the same
// image to the last byte, and so is one baked of that.
func TestBake(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "one.c", "int one(void) { return 1; }\n")
	write(t, dir, "other.c", "int one(void) { return 100; } int other(void) { return 0; }\n")
	write(t, dir, "two.c", "int one(void); int two(void) { return one() + 1; }\n")
	write(t, dir, "main.c", "#include <zlib.h>\nint two(void); int main(void) { return two() - 2 + (zlibVersion()[0] != '1'); }\n")
	write(t, dir, "wrap.c", "int __real_one(void); int __wrap_one(void) { return __real_one(); }\n")
	for _, d := range []string{"a b", "c"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	cc(t, dir, "-g", "-c", "one.c", "two.c", "other.c")
	must(t, harness.Command(t, dir, "ar", "rcs", "a b/libboth.a", "two.o", "one.o", "other.o"))
	must(t, harness.Command(t, dir, "ar", "rcsT", "libthin.a", "two.o", "one.o"))
	must(t, harness.Command(t, dir, "ar", "rcs", "a b/libplain.a", "two.o", "one.o"))
	cc(t, dir, "-shared", "-fPIC", "one.c", "-o", "a b/libone.so", "-Wl,-soname,libone.so.1")
	cc(t, dir, "-shared", "-fPIC", "two.c", "-o", "c/libtwo.so", "-La b", "-lone")
	for name, args := range map[string][]string{
		"objects":       {"main.c", "one.o", "two.o", "-lz"},
		"debug":         {"-g", "main.c", "one.o", "two.o", "-lz"},
		"archive":       {"main.c", "-La b", "-lboth", "-lz"},
		"named archive": {"main.c", "a b/libboth.a", "-lz"},
		"thin archive":  {"main.c", "libthin.a", "-lz"},
		"shared":        {"main.c", "-Lc", "-ltwo", "-Wl,-rpath-link,a b", "-lz"},
		"whole":         {"main.c", "-La b", "-Wl,--whole-archive", "-lplain", "-Wl,--no-whole-archive", "-lz"},
		"lto":           {"-flto", "-O2", "main.c", "one.c", "two.c", "-lz"},
		"options": {"main.c", "one.o", "two.o", "wrap.c", "-lz", "-Wl,--wrap,one", "-Wl,-u,deflate", "-Wl,--defsym=x=5",
			"-Wl,-z,defs", "-Wl,--build-id=0x1234", "-Wl,-O1", "-Wl,--start-group", "-lz", "-Wl,--end-group", "-Wl,-Map,map"},
	} {
		cc(t, dir, append([]string{"-o", name}, args...)...)
		must(t, exec.Command(harness.Unicore(t), "bake", filepath.Join(dir, name), "--for", harness.Target))
		identical(t, dir, name, name+"."+harness.Target)
		again := filepath.Join(dir, "again")
		must(t, exec.Command(harness.Unicore(t), "bake", filepath.Join(dir, name+"."+harness.Target), "--for", harness.Target, "-o", again))
		identical(t, dir, name, "again")
		runs(t, dir, "again")
	}
}

// The image's selection holds when it is linked again, not that of the folder where
// somebody happens to be; --config names another.
func TestBakeSelection(t *testing.T) {
	program := filepath.Join(t.TempDir(), "main.c")
	if err := os.WriteFile(program, []byte("int main(void) { return 0; }\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	image := harness.CompileIn(t, harness.EnvOf(t, harness.Target, harness.Selection(t, "LIB_SCHED_COOPERATIVE=y", "LIB_RANDOM_FIXED=y")), nil, program)
	elsewhere := filepath.Dir(harness.Selection(t, "LIB_CONSOLE_NONE=y"))
	dir := filepath.Dir(image)
	bake := func(to string, more ...string) {
		cmd := exec.Command(harness.Unicore(t), append([]string{"bake", image, "--for", harness.Target, "-o", filepath.Join(dir, to)}, more...)...)
		cmd.Dir = elsewhere
		must(t, cmd)
	}
	bake("same")
	identical(t, dir, "main", "same")
	bake("default", "--config", os.DevNull)
	cc(t, dir, "-O2", program, "-o", "plain")
	identical(t, dir, "default", "plain")
}

// TestNoBake shows what cannot be baked, each with its reason.
func TestNoBake(t *testing.T) {
	dir := t.TempDir()
	write(t, dir, "main.c", "int main(void) { return 0; }\n")
	bake := func(image, want string) {
		t.Helper()
		out, err := exec.Command(harness.Unicore(t), "bake", filepath.Join(dir, image), "--for", harness.Target).CombinedOutput()
		if err == nil || !strings.Contains(string(out), want) || !strings.Contains(string(out), "\nhint: ") {
			t.Errorf("%s: %v, want %q\n%s", image, err, want, out)
		}
		if _, err := os.Stat(filepath.Join(dir, image+"."+harness.Target)); err == nil {
			t.Errorf("%s: an image was left", image)
		}
	}
	cc(t, dir, "main.c", "-o", "stripped")
	must(t, harness.Command(t, dir, "strip", "stripped"))
	bake("stripped", "was stripped")
	cc(t, dir, "-s", "main.c", "-o", "small")
	bake("small", "was stripped")
	cmd := harness.Command(t, dir, "cc", "main.c", "-o", "off")
	cmd.Env = append(cmd.Env, "UNICORE_KEEP=no")
	must(t, cmd)
	bake("off", "is not in it")
	write(t, dir, "text", "hello\n")
	bake("text", "is no image")
}

// further returns an SDK like the one of the tests, for another target.
func further(t *testing.T) (root, target string) {
	t.Helper()
	root = filepath.Join(t.TempDir(), "another sdk")
	must(t, exec.Command("cp", "-r", harness.Getenv(t, "UNICORE_SDK"), root))
	must(t, exec.Command("chmod", "-R", "u+w", root))
	marker := filepath.Join(root, "share/sdk.json")
	text, err := os.ReadFile(marker)
	if err != nil {
		t.Fatal(err)
	}
	target = "other-x86_64"
	text = bytes.Replace(text, []byte(`"`+harness.Target+`"`), []byte(`"`+target+`"`), 1)
	if err := os.WriteFile(marker, text, 0o644); err != nil {
		t.Fatal(err)
	}
	return root, target
}

// TestSeveralTargets makes images for two targets by each link: those that
// each SDK makes alone.
func TestSeveralTargets(t *testing.T) {
	dir := t.TempDir()
	root, target := further(t)
	write(t, dir, "main.c", "int f(void); int main(void) { return f(); }\n")
	write(t, dir, "f.c", "int f(void) { return 0; }\n")
	write(t, dir, "args", "-O2 main.c f.c\n-Wl,-Map=map -o both\n")
	also := func(args ...string) *exec.Cmd {
		cmd := harness.Command(t, dir, "cc", args...)
		cmd.Env = append(cmd.Env, "UNICORE_ALSO="+root+":"+harness.Getenv(t, "UNICORE_SDK"))
		return cmd
	}
	must(t, also("-O2", "main.c", "f.c", "-o", "both"))
	cc(t, dir, "-O2", "main.c", "f.c", "-o", "one")
	alone := harness.Command(t, dir, filepath.Join(root, "bin", "x86_64-unicore-linux-musl-gcc"), "-O2", "main.c", "f.c", "-o", "two")
	must(t, alone)
	identical(t, dir, "both", "one")
	identical(t, dir, "both."+target, "two")
	runs(t, dir, "both."+target)
	for _, f := range []string{"both", "both." + target} {
		if err := os.Remove(filepath.Join(dir, f)); err != nil {
			t.Fatal(err)
		}
	}
	must(t, also("@args"))
	identical(t, dir, "both."+target, "two")
	for _, f := range []string{"map", "map." + target} {
		if _, err := os.Stat(filepath.Join(dir, f)); err != nil {
			t.Error(err)
		}
	}
	// What is no image is linked once.
	must(t, also("-c", "f.c"))
	must(t, also("-shared", "-fPIC", "f.c", "-o", "libf.so"))
	must(t, also("-O2", "main.c", "f.c", "-o", "/dev/null"))
	if found, _ := filepath.Glob(filepath.Join(dir, "*."+target)); len(found) != 2 {
		t.Errorf("%q", found)
	}
	// A link that fails for one fails.
	if err := os.Remove(filepath.Join(root, "sysroot/usr/lib/libz.a")); err != nil {
		t.Fatal(err)
	}
	out, err := also("main.c", "f.c", "-o", "bad", "-lz").CombinedOutput()
	if err == nil || !strings.Contains(string(out), "unicore: bad: the link for "+target+" failed") {
		t.Errorf("%v\n%s", err, out)
	}
	for _, f := range []string{"bad", "bad." + target} {
		if _, err := os.Stat(filepath.Join(dir, f)); err == nil {
			t.Errorf("%s was left", f)
		}
	}
}
