// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/fstest"

	"github.com/klauspost/compress/gzip"

	"unicore/pools"
	"unicore/toolchain"
)

var testTarget = toolchain.Target{Platform: "kvm", Arch: "x86_64"}

const head = "license = \"MIT\"\nsummary = \"s\"\n"

// testPool is a small pool with a library of each kind. The script library
// runs more.
func testPool(sha, more string) map[string]string {
	return map[string]string{
		"main/libc/c/library.toml": "name = \"c\"\n" + head + "[build]\nkind = \"script\"\n",
		"main/libc/c/build.sh": "mkdir -p \"$DEST/usr/include/bits\" \"$DEST/usr/lib\"\ncd \"$LIBRARY\"\n" +
			"cp syscall.h \"$DEST/usr/include/bits\"\n$CC -c c.c -o c.o\n$AR rc \"$DEST/usr/lib/libc.a\" c.o\n",
		"main/libc/c/c.c":        "const char *const where = __FILE__;\n",
		"main/libc/c/syscall.h":  "#define __NR_read 0\n#define __NR_write 1\n#define __NR_fork 57\n",
		"main/base/library.toml": "name = \"base\"\n" + head,
		"main/base/include/uc/base.h": "#ifndef __ASSEMBLER__\n#include <bits/syscall.h>\n" +
			"#define UC_SYSCALL(n, ...) long uc_sys_##n(__VA_ARGS__) __attribute__((alias(\"uc_do_\" #n))); long uc_do_##n(__VA_ARGS__)\n" +
			"#define UC_DECLARE_CLASS(c) extern const void *const uc_members_##c[]\n#endif\n",
		"main/base/file.c":                  "const char *const file = __FILE__;\n",
		"main/vfs/read.d/library.toml":      "name = \"vfs-read\"\nneeds = [\"base\", \"net-x\"]\n" + head + "[members]\ndisk = [\"a_disk\"]\n",
		"main/vfs/read.d/read.c":            "#include \"x.h\"\n#include <uc/disk.h>\nint a_disk = X;\nUC_SYSCALL(read, int fd)\n{\n\treturn fd;\n}\n",
		"main/vfs/read.d/include/uc/disk.h": "UC_DECLARE_CLASS(disk);\nUC_DECLARE_CLASS(empty);\n",
		"main/net/x/library.toml": "name = \"net-x\"\n" + head + "version = \"1\"\n[[source]]\nfile = \"x-1.tar.gz\"\nurl = \"http://127.0.0.1:1/x-1.tar.gz\"\nsha256 = \"" + sha + "\"\n" +
			"[build]\nsources = [\"$SRC/*.c\"]\nexclude = [\"$SRC/bad.c\"]\ninclude = [\"$SRC/include\"]\n",
		"main/lib/z/library.toml":     "name = \"z\"\nneeds = [\"c\"]\n" + head + "[build]\nkind = \"script\"\n",
		"main/lib/z/build.sh":         "cd \"$LIBRARY\"\n" + more + "mkdir -p \"$DEST/usr/lib\"\n$CC -c z.c -o z.o\n$AR rc \"$DEST/usr/lib/libz.a\" z.o\n",
		"main/lib/z/z.c":              "int z(void) { return 1; }\n",
		"arch/x86_64/library.toml":    "name = \"arch-x86_64\"\nneeds = [\"base\"]\n" + head,
		"arch/x86_64/a.S":             ".globl uc_sys_write\nuc_sys_write:\n\tret\n",
		"arch/arm/library.toml":       "name = \"arch-arm\"\n" + head,
		"arch/arm/a.c":                "UC_SYSCALL(arm_only, int a)\n{\n\treturn a;\n}\n",
		"platforms/kvm/library.toml":  "name = \"platform-kvm\"\nneeds = [\"base\"]\n" + head + "[build]\nsources = [\"src/*.c\"]\nfiles = [\"src/*.lds\"]\n",
		"platforms/kvm/src/p.c":       "int p;\n",
		"platforms/kvm/src/image.lds": "SECTIONS { }\n",
	}
}

func loadPool(files map[string]string) (*pools.Pool, error) {
	m := fstest.MapFS{}
	for name, text := range files {
		m[name] = &fstest.MapFile{Data: []byte(text)}
	}
	var trees []pools.Tree
	for pool, dir := range map[string]string{pools.ArchPool: "arch", pools.MainPool: "main", pools.PlatformPool: "platforms"} {
		sub, err := fs.Sub(m, dir)
		if err != nil {
			return nil, err
		}
		trees = append(trees, pools.Tree{Pool: pool, Path: dir, FS: sub})
	}
	return pools.Load(trees...)
}

// testSource writes the archive of net-x; its hash.
func testSource(t testing.TB, dir string) string {
	t.Helper()
	var out bytes.Buffer
	w := gzip.NewWriter(&out)
	w.Write(tarOf(t, file("x-1/x.c", "#include <x.h>\nint x = X;\n"), file("x-1/bad.c", "#error"), file("x-1/include/x.h", "#define X 1\n")))
	w.Close()
	if err := os.WriteFile(filepath.Join(dir, "x-1.tar.gz"), out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(out.Bytes())
	return hex.EncodeToString(sum[:])
}

// testTool stands in for the wrapper binary.
const testTool = `#!/bin/sh
case ${0##*-} in
gcc) for a; do [ "$a" = -o ] && last=1; [ "$last" ] && out=$a; done
	case " $* " in *" -c "*) exec gcc -nostdlib "$@";; *) : >"$out";; esac;;
*tool) cat "$0";;
*) exec "${0##*-}" "$@";;
esac
`

type fixture struct {
	Options
	t     *testing.T
	sha   string
	files map[string]string
	log   *bytes.Buffer
}

func newFixture(t *testing.T) *fixture {
	t.Helper()
	dir := t.TempDir()
	f := &fixture{t: t, log: &bytes.Buffer{}}
	f.sha = testSource(t, dir)
	f.files = testPool(f.sha, "")
	tool := filepath.Join(dir, "unicore-tool")
	if err := os.WriteFile(tool, []byte(testTool), 0o755); err != nil {
		t.Fatal(err)
	}
	f.Options = Options{Target: testTarget, Store: filepath.Join(dir, "store"), Sources: []string{dir}, Offline: true,
		ToolPath: tool, Jobs: 2, Reporter: NewReporter(f.log, false, false)}
	return f
}

func (f *fixture) build(ctx context.Context) (toolchain.SDK, error) {
	f.t.Helper()
	pool, err := loadPool(f.files)
	if err != nil {
		f.t.Fatal(err)
	}
	o := f.Options
	o.pool = pool
	p, err := NewPlan(ctx, o)
	if err != nil {
		return toolchain.SDK{}, err
	}
	return p.Build(ctx)
}

func (f *fixture) mustBuild() toolchain.SDK {
	f.t.Helper()
	sdk, err := f.build(context.Background())
	if err != nil {
		f.t.Fatal(err)
	}
	return sdk
}

// nothingHalfMade checks that only finished things are in the store.
func (f *fixture) nothingHalfMade() {
	f.t.Helper()
	left, err := os.ReadDir(filepath.Join(f.Store, "tmp"))
	if err != nil || len(left) > 0 {
		f.t.Errorf("left in tmp: %v %v", left, err)
	}
}

// contents is a hash of all files of a folder but the tool's.
func contents(t *testing.T, dir string) string {
	t.Helper()
	h := sha256.New()
	err := filepath.WalkDir(dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, _ := filepath.Rel(dir, p)
		info, err := d.Info()
		if err != nil {
			return err
		}
		fmt.Fprintln(h, rel, info.Mode())
		if d.Type().IsRegular() {
			text, err := os.ReadFile(p)
			if err != nil {
				return err
			}
			h.Write(text)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return hex.EncodeToString(h.Sum(nil))
}

func TestBuild(t *testing.T) {
	f := newFixture(t)
	sdk := f.mustBuild()
	f.nothingHalfMade()
	for _, name := range []string{"include/bits/syscall.h", "lib/libc.a", "lib/libz.a", "lib/unicore/libbase.a",
		"lib/unicore/libvfs-read.a", "lib/unicore/libnet-x.a", "lib/unicore/libmembers.a", "lib/unicore/libnosys.a",
		"lib/unicore/libsystable.a", "lib/unicore/kvm/image.lds"} {
		if !exists(filepath.Join(sdk.Sysroot(), "usr", name)) {
			t.Errorf("%s is missing", name)
		}
	}
	symbols := func(name string) string {
		list, err := archiveSymbols(filepath.Join(sdk.Kernel(), name))
		if err != nil {
			t.Fatal(err)
		}
		return strings.Join(list, " ")
	}
	if got := symbols("libnosys.a"); got != "uc_sys_fork" {
		t.Errorf("libnosys.a has %s", got)
	}
	if got := symbols("libmembers.a"); got != "uc_members_disk uc_members_empty" {
		t.Errorf("libmembers.a has %s", got)
	}
	if got := symbols("libsystable.a"); got != "uc_syscall_all uc_syscall_names uc_syscall_weak uc_syscall_max" {
		t.Errorf("libsystable.a has %s", got)
	}
	index, err := os.ReadFile(filepath.Join(sdk.Share(), "symbols.idx"))
	if err != nil {
		t.Fatal(err)
	}
	for _, line := range []string{"uc_sys_read vfs-read selected\n", "uc_sys_arm_only arch-arm unavailable\n", "z z selected\n"} {
		if !strings.Contains("\n"+string(index), "\n"+line) {
			t.Errorf("symbols.idx lacks %s", line)
		}
	}
	var d description
	text, err := os.ReadFile(sdk.Marker())
	if err == nil {
		err = json.Unmarshal(text, &d)
	}
	if err != nil || d.Target != "kvm-x86_64" || len(d.Libraries) != 7 {
		t.Errorf("sdk.json: %v %+v", err, d)
	}
	if !strings.Contains(f.log.String(), "[9/9] SDK") {
		t.Errorf("progress: %s", f.log)
	}
}

func TestBuildChangesOnlyWhatChanged(t *testing.T) {
	f := newFixture(t)
	first := f.mustBuild()
	f.log.Reset()
	f.files["main/base/file.c"] += "int more;\n"
	second := f.mustBuild()
	if first.Root == second.Root {
		t.Error("the SDK has the same name")
	}
	if log := f.log.String(); !strings.Contains(log, "[1/2] base") {
		t.Errorf("built: %s", log)
	}
	f.log.Reset()
	f.files["main/base/include/uc/base.h"] += "/* */\n"
	f.mustBuild()
	for _, name := range []string{"base", "vfs-read", "net-x", "platform-kvm", "arch-x86_64"} {
		if !strings.Contains(f.log.String(), "] "+name+" ") {
			t.Errorf("%s is not built again: %s", name, f.log)
		}
	}
	if strings.Contains(f.log.String(), "] c ") || strings.Contains(f.log.String(), "] z ") {
		t.Errorf("built without need: %s", f.log)
	}
	// Which folders of its source a library shows is what others are made of.
	f.log.Reset()
	definition := f.files["main/net/x/library.toml"]
	f.files["main/net/x/library.toml"] = strings.Replace(definition, `["$SRC/include"]`, `["$SRC/none", "$SRC/include"]`, 1)
	f.mustBuild()
	if !strings.Contains(f.log.String(), "] vfs-read ") || strings.Contains(f.log.String(), "] base ") {
		t.Errorf("built: %s", f.log)
	}
}

// A new compiler is named once; new sources of ours are no news.
func TestBuildSaysWhatChanged(t *testing.T) {
	f := newFixture(t)
	f.Compiler = filepath.Join(filepath.Dir(f.Store), "gcc")
	real, err := toolchain.FindTool("gcc")
	if err != nil {
		t.Fatal(err)
	}
	compiler := func(version string) {
		script := "#!/bin/sh\ncase $1 in -v) echo " + version + " >&2;; esac\nexec " + real + " \"$@\"\n"
		if err := os.WriteFile(f.Compiler, []byte(script), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	compiler("one")
	f.mustBuild()
	f.files["main/base/file.c"] += "int more;\n"
	f.mustBuild()
	if strings.Contains(f.log.String(), "changed") {
		t.Errorf("nothing changed outside: %s", f.log)
	}
	compiler("the other")
	f.mustBuild()
	f.files["main/base/file.c"] += "int again;\n"
	f.mustBuild()
	want := "unicore: since the last SDK for kvm-x86_64 was built " + f.Compiler + " changed: building anew what is made with it\n"
	if strings.Count(f.log.String(), want) != 1 {
		t.Errorf("%s\ndoes not say once: %s", f.log, want)
	}
}

func TestBuildReproducible(t *testing.T) {
	a, b := newFixture(t), newFixture(t)
	b.Store = filepath.Join(filepath.Dir(b.Store), "another store, with blanks 'and' quotes")
	b.Jobs = 1
	x, y := a.mustBuild(), b.mustBuild()
	if contents(t, x.Root) != contents(t, y.Root) {
		out, _ := exec.Command("diff", "-r", x.Root, y.Root).CombinedOutput()
		t.Errorf("differ: %s", out)
	}
	if filepath.Base(x.Root) != filepath.Base(y.Root) {
		t.Errorf("%s is not %s", x.Root, y.Root)
	}
	if found := linksTo(t, b.Store); len(found) > 0 {
		t.Errorf("left behind: %v", found)
	}
}

func TestBuildTwoAtOnce(t *testing.T) {
	f := newFixture(t)
	f.files = testPool(f.sha, "sleep 1.5; echo ran >>\""+filepath.Join(filepath.Dir(f.Store), "ran")+"\"\n")
	var all sync.WaitGroup
	logs := [3]bytes.Buffer{}
	for i := range logs {
		all.Go(func() {
			o := *f
			o.Reporter = NewReporter(&logs[i], false, false)
			if _, err := o.build(context.Background()); err != nil {
				t.Error(err)
			}
		})
	}
	all.Wait()
	f.nothingHalfMade()
	if ran, err := os.ReadFile(filepath.Join(filepath.Dir(f.Store), "ran")); err != nil || string(ran) != "ran\n" {
		t.Errorf("ran: %q %v", ran, err)
	}
	text := logs[0].String() + logs[1].String() + logs[2].String()
	if n := strings.Count(text, "waiting for another unicore to build kvm-x86_64"); n != 2 {
		t.Errorf("%d waited: %s", n, text)
	}
}

func TestBuildFails(t *testing.T) {
	f := newFixture(t)
	f.files["main/base/file.c"] = "int x = ;\n"
	_, err := f.build(context.Background())
	if err == nil || !strings.Contains(err.Error(), "base: gcc: exit status 1\nmain/base/file.c:1") {
		t.Errorf("got %v", err)
	}
	f.nothingHalfMade()
	f.files["main/base/file.c"] = "int x;\n"
	f.mustBuild()
}

// A member that nobody defines is found here, not by an application's link.
func TestBuildMember(t *testing.T) {
	f := newFixture(t)
	f.files["main/vfs/read.d/library.toml"] += "empty = [\"a_disk\", \"no_disk\"]\n"
	_, err := f.build(context.Background())
	if err == nil || !strings.Contains(err.Error(), "main/vfs/read.d/library.toml: members.empty: no object of the library defines no_disk") {
		t.Errorf("got %v", err)
	}
	f.nothingHalfMade()
	delete(f.files, "main/vfs/read.d/read.c")
	_, err = f.build(context.Background())
	if err == nil || !strings.Contains(err.Error(), "members.disk: no object of the library defines a_disk") {
		t.Errorf("without an object: %v", err)
	}
}

func TestBuildScriptInstalls(t *testing.T) {
	for want, script := range map[string]string{
		"which is not below usr":      "mkdir -p \"$DEST/etc\"\n",
		"a link to an absolute path":  "mkdir -p \"$DEST/usr\"; ln -s /etc/passwd \"$DEST/usr/x\"\n",
		"sh: exit status 3\nsorry":    "echo sorry; exit 3\n",
		"unset_name: parameter not s": "echo $unset_name\n",
	} {
		f := newFixture(t)
		f.files = testPool(f.sha, script)
		if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
		f.nothingHalfMade()
	}
}

func TestSourceErrors(t *testing.T) {
	f := newFixture(t)
	good, err := os.ReadFile(filepath.Join(f.Sources[0], "x-1.tar.gz"))
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string][]byte{
		"truncated": good[:len(good)-10], "other": []byte("<html>"), "empty": {},
	} {
		if err := os.WriteFile(filepath.Join(f.Sources[0], "x-1.tar.gz"), text, 0o644); err != nil {
			t.Fatal(err)
		}
		sum := sha256.Sum256(text)
		_, err = f.build(context.Background())
		if err == nil {
			t.Fatal(name + ": built")
		}
		for _, want := range []string{"x-1.tar.gz", "wanted sha256 " + f.sha, "has sha256 " + hex.EncodeToString(sum[:]),
			f.Sources[0], fmt.Sprintf("(%d bytes)", len(text))} {
			if !strings.Contains(err.Error(), want) {
				t.Errorf("%s: %v does not say %s", name, err, want)
			}
		}
		if !strings.Contains(toolchain.HintOf(err), "UNICORE_SOURCES") {
			t.Errorf("hint: %s", toolchain.HintOf(err))
		}
		if exists(filepath.Join(f.Store, "src", f.sha, "x-1.tar.gz")) {
			t.Error("the bad file is kept")
		}
	}
	os.Remove(filepath.Join(f.Sources[0], "x-1.tar.gz"))
	if _, err = f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "no such file") {
		t.Errorf("got %v", err)
	}
	// A copy in the cache that went bad is replaced.
	cached := filepath.Join(f.Store, "src", f.sha, "x-1.tar.gz")
	if err := os.MkdirAll(filepath.Dir(cached), 0o755); err != nil {
		t.Fatal(err)
	}
	for place, text := range map[string][]byte{cached: good[:20], filepath.Join(f.Sources[0], "x-1.tar.gz"): good} {
		if err := os.WriteFile(place, text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	f.mustBuild()
	if sum, err := hashFile(cached); err != nil || sum != f.sha {
		t.Errorf("cached: %s %v", sum, err)
	}
}

func TestFetch(t *testing.T) {
	f := newFixture(t)
	var err error
	o := f.Options
	o.ToolPath = "/nonexistent"
	if o.pool, err = loadPool(f.files); err != nil {
		t.Fatal(err)
	}
	if err := Fetch(context.Background(), o); err != nil {
		t.Fatal(err)
	}
	// From now on neither folders nor the network are needed.
	f.Sources = nil
	f.mustBuild()
}

func TestFetchRecipe(t *testing.T) {
	f := newFixture(t)
	dir := t.TempDir()
	recipe := filepath.Join(dir, "x.toml")
	text := "[[source]]\nfile = \"x-1.tar.gz\"\nurl = \"http://127.0.0.1:1/x\"\nsha256 = \"" + f.sha + "\"\n"
	if err := os.WriteFile(recipe, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	into := filepath.Join(dir, "x 1")
	if err := FetchRecipe(context.Background(), f.Options, recipe, into); err != nil {
		t.Fatal(err)
	}
	if !exists(filepath.Join(into, "include/x.h")) {
		t.Error("not unpacked")
	}
	err := FetchRecipe(context.Background(), f.Options, recipe, into)
	if err == nil || !strings.Contains(err.Error(), "is not empty") {
		t.Errorf("got %v", err)
	}
	if left, _ := os.ReadDir(dir); len(left) != 2 {
		t.Errorf("left: %v", left)
	}
	// The folder that keeps sources is a source folder elsewhere.
	folder, err := SourceFolder(f.Store)
	if err != nil {
		t.Fatal(err)
	}
	f.Sources, f.Store = []string{folder}, filepath.Join(dir, "other")
	if err := FetchRecipe(context.Background(), f.Options, recipe, ""); err != nil {
		t.Error(err)
	}
}

func TestObjectNames(t *testing.T) {
	got := strings.Join(objectNames([]string{"a.c", "b.c", "b.S", "x/c.c"}), " ")
	if got != "a.o b_c.o b_S.o c.o" {
		t.Errorf("got %s", got)
	}
}

func TestTwoCallsOfOneName(t *testing.T) {
	f := newFixture(t)
	f.files = maps.Clone(f.files)
	f.files["main/base/read.c"] = "UC_SYSCALL(read, int a)\n{\n\treturn a;\n}\n"
	if _, err := f.build(context.Background()); err == nil || !strings.Contains(err.Error(), "system call read is also defined by") {
		t.Errorf("got %v", err)
	}
}

// TestPrivateHeaders: host headers of a kind other than libc are seen by the
// libraries that need them, also through another one, and by nobody else.
func TestPrivateHeaders(t *testing.T) {
	f := newFixture(t)
	head := "summary = \"s\"\nlicense = \"MIT\"\n"
	f.files["main/odd/headers/library.toml"] = "name = \"odd-headers\"\n" + head +
		"[build]\nkind = \"host-headers\"\npackage = \"p\"\nheaders = [\"linux/limits.h\", \"asm-generic\"]\n"
	f.files["main/odd/core/library.toml"] = "name = \"odd-core\"\nneeds = [\"base\", \"odd-headers\"]\n" + head
	f.files["main/odd/core/include/core.h"] = "#include <linux/limits.h>\n"
	f.files["main/odd/user/library.toml"] = "name = \"odd-user\"\nneeds = [\"base\", \"odd-core\"]\n" + head
	f.files["main/odd/user/user.c"] = "#include <core.h>\n#include <asm-generic/errno-base.h>\nint user;\n"
	sdk := f.mustBuild()
	for _, name := range []string{"linux", "asm-generic"} {
		if exists(filepath.Join(sdk.Sysroot(), "usr/include", name)) {
			t.Errorf("applications see <%s/…>", name)
		}
	}
	f.files["main/base/file.c"] += "#include <linux/limits.h>\n"
	if _, err := f.build(context.Background()); err == nil {
		t.Error("a library sees headers that it does not need")
	}
}
