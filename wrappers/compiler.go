// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// realCompiler is the build machine's compiler.
type realCompiler struct {
	path  string
	clang bool
}

// compiler runs the real compiler with what makes it compile for the SDK.
func (t *tool) compiler(args []string) (int, error) {
	c, err := t.chooseCompiler()
	if err != nil {
		return 0, err
	}
	words, err := expand(args)
	if err != nil {
		return 0, err
	}
	g := t.guard()
	r, err := readCC(words, g)
	if err != nil {
		return 0, err
	}
	if g.strict {
		t.env = setenv(t.env, "UNICORE_HOST_PATHS", "error")
	}
	if err := t.cleanEnv(g); err != nil {
		return 0, err
	}
	t.hideTools()
	if r.query != "" {
		return t.answer(c, r)
	}
	if c.clang {
		r.args = withoutPIE(r.args)
	}
	full := t.flags(c, r)
	switch t.name {
	case "c89":
		full = append(full, "-std=c90")
	case "c99":
		full = append(full, "-std=c99")
	}
	// Short command lines are passed as they are; what came from response
	// files may be too long for that.
	if len(words) > len(args) && size(r.args) > maxLine {
		file, err := responseFile(r.args)
		if err != nil {
			return 0, err
		}
		full = append(full, file)
	} else {
		full = append(full, r.args...)
	}
	if t.isCXX() && r.inputs > 0 && !exists(t.sdk.include()+"/c++") {
		return t.withoutLibrary(c.path, full)
	}
	if r.files > 0 && exists(t.headerIndex()) {
		return t.withoutHeaders(c.path, full)
	}
	return 0, t.exec(c.path, full)
}

// withoutPIE drops the options about a program's kind of position
// independence: gcc's specs do that by themselves, clang would warn.
func withoutPIE(args []string) []string {
	return slices.DeleteFunc(args, func(a string) bool {
		switch a {
		case "-pie", "-no-pie", "-nopie", "-static-pie", "-rdynamic":
			return true
		}
		return false
	})
}

// maxLine is the length of a command line that every Linux takes.
const maxLine = 100 << 10

func size(args []string) (n int) {
	for _, a := range args {
		n += len(a) + 1
	}
	return n
}

// cxxNoted is the variable that tells the linker's wrapper so.
const cxxNoted = "UNICORE_CXX_NOTED"

// cxxHint is the way out for C++ that does not need the library.
const cxxHint = "hint: C++ without it: -fno-exceptions -fno-rtti -fno-threadsafe-statics, and operators new and delete of your own\n"

func (t *tool) isCXX() bool { return strings.Contains(t.name, "++") }

// withoutLibrary compiles C++ where there is no C++ library, and says so when
// that may be why it failed.
func (t *tool) withoutLibrary(path string, args []string) (int, error) {
	t.env = setenv(t.env, cxxNoted, "1") // the linker need not say it too
	code, err := t.spawn(path, args, os.Stdout, os.Stderr)
	if err == nil && code != 0 && code < 128 && !t.explainHeader(path, args) {
		say("note: this SDK has no C++ standard library: <iostream> and the other C++ headers are not there")
		os.Stderr.WriteString(cxxHint)
	}
	return code, err
}

// flags are those that come before the user's.
func (t *tool) flags(c realCompiler, r *ccArgs) []string {
	s := t.sdk
	// Where the SDK is must not show in what is compiled.
	mapped := "-ffile-prefix-map=" + s.root + "=unicore"
	if !c.clang {
		return []string{"-specs=" + s.share() + "/unicore.specs", "--sysroot=" + s.sysroot(),
			"-B" + s.libexec() + "/", "-B" + s.lib() + "/", mapped}
	}
	f := []string{"--start-no-unused-arguments", "--target=" + s.triplet(), "--sysroot=" + s.sysroot(),
		"-B" + s.libexec() + "/", "-B" + s.lib() + "/", "--ld-path=" + s.libexec() + "/ld",
		mapped, "-fno-pie", "-ffunction-sections", "-fdata-sections",
		"-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer", "-stdlib=libstdc++"}
	if t.isCXX() || r.cxx {
		f = append(f, "-nostdinc++", "-cxx-isystem", s.include()+"/c++")
	} else {
		f = append(f, "-fno-asynchronous-unwind-tables", "-fno-unwind-tables")
	}
	if !r.shared && !r.noLink {
		f = append(f, "-static")
	}
	return append(f, "--end-no-unused-arguments")
}

// chooseCompiler finds the compiler to run: the one named by UNICORE_CC, the
// one that the tool's name asks for, or the one that the SDK was built with,
// and of it the driver for the language.
func (t *tool) chooseCompiler() (realCompiler, error) {
	want := getenv(t.env, "UNICORE_CC")
	named := strings.HasPrefix(t.name, "clang")
	if want == "" || named && !strings.Contains(filepath.Base(want), "clang") {
		want = t.recorded(named)
	}
	c := realCompiler{path: want, clang: strings.Contains(filepath.Base(want), "clang")}
	switch {
	case t.isCXX():
		c.path = driver(want, c.clang, "g++", "clang++")
	case t.name == "cpp":
		c.path = driver(want, c.clang, "cpp", "clang-cpp")
	}
	if !filepath.IsAbs(c.path) || !executable(c.path) || isWrapper(c.path) {
		base := filepath.Base(c.path)
		path, err := t.find(base)
		if err != nil && filepath.IsAbs(c.path) {
			// Not that version any more: what the machine calls by the bare name.
			path, err = t.find(t.generic(c.clang))
		}
		if err != nil {
			return c, err
		}
		c.path = path
	}
	return c, nil
}

// generic is the driver's name without a version.
func (t *tool) generic(clang bool) string {
	switch {
	case t.isCXX():
		return pick(clang, "clang++", "g++")
	case t.name == "cpp":
		return pick(clang, "clang-cpp", "cpp")
	}
	return pick(clang, "clang", "gcc")
}

func pick(b bool, yes, no string) string {
	if b {
		return yes
	}
	return no
}

// driver turns the C compiler's path into that of its companion: gcc-12 into
// g++-12, clang into clang++.
func driver(cc string, clang bool, gnu, llvm string) string {
	dir, base := filepath.Split(cc)
	old, new := "gcc", gnu
	if clang {
		old, new = "clang", llvm
	}
	if strings.Contains(base, new) {
		return cc
	}
	if i := strings.LastIndex(base, old); i >= 0 {
		return dir + base[:i] + new + base[i+len(old):]
	}
	return new
}

// recorded is the compiler that the SDK was built with, from
// libexec/compiler: a line "gcc PATH" or "clang PATH".
func (t *tool) recorded(clang bool) string {
	want := pick(clang, "clang", "")
	if text, err := os.ReadFile(t.sdk.libexec() + "/compiler"); err == nil {
		for line := range strings.SplitSeq(string(text), "\n") {
			if kind, path, ok := strings.Cut(line, " "); ok && (want == "" || kind == want) {
				return path
			}
		}
	}
	if want == "" {
		want = "gcc"
	}
	return want
}

// hideTools takes the SDK's own tools out of PATH, so that the driver starts
// the machine's assembler directly and not through us. The linker it finds
// in libexec.
func (t *tool) hideTools() {
	path := getenv(t.env, "PATH")
	dirs := slices.DeleteFunc(strings.Split(path, ":"), func(d string) bool {
		d = strings.TrimRight(d, "/")
		return d == t.sdk.root+"/bin" || d == t.sdk.root+"/plain"
	})
	if kept := strings.Join(dirs, ":"); kept != path {
		t.env = setenv(t.env, "PATH", kept)
	}
}

// cleanEnv drops the build machine's folders from the variables that add to
// the search for headers.
func (t *tool) cleanEnv(g *guard) error {
	for i, e := range t.env {
		name, value, _ := strings.Cut(e, "=")
		switch name {
		case "CPATH", "C_INCLUDE_PATH", "CPLUS_INCLUDE_PATH", "OBJC_INCLUDE_PATH", "OBJCPLUS_INCLUDE_PATH":
			kept, err := g.list(name, value)
			if err != nil {
				return err
			}
			t.env[i] = name + "=" + kept
		}
	}
	return nil
}
