// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// linker acts as ld.
func (t *tool) linker(args []string) (int, error) {
	ld, err := t.realLinker()
	if err != nil {
		return 0, err
	}
	words, err := expand(args)
	if err != nil {
		return 0, err
	}
	g := t.guard()
	r, err := readLD(words, g)
	if err != nil {
		return 0, err
	}
	if !r.inputs() || r.question { // --version, --help, -v
		return 0, t.exec(ld, args)
	}
	switch r.kind {
	case ldShared:
		return t.linkShared(r, g)
	case ldImage:
		if r.wrong != "" {
			return 0, hint(errorf(r.wrong, ": images are 64-bit programs"), "remove the option")
		}
		if code, err := t.linkImage(ld, r, g); err != nil || code != 0 {
			return code, err
		}
		return t.further(words, r)
	}
	var plain []string
	for _, it := range r.items {
		plain = append(plain, it.args...)
	}
	if r.kind == ldPlain && !r.binary {
		plain = append([]string{"-static"}, plain...)
	}
	plain = append(plain, t.onlyOurs()...)
	return t.spawnLong(ld, plain, nil, os.Stderr)
}

// onlyOurs are the options by which ld looks for libraries in the SDK, and not
// in the build machine's folders that are built into it.
func (t *tool) onlyOurs() []string { return []string{"-nostdlib", "-L" + t.sdk.lib()} }

// realLinker is GNU ld under whatever name we were called: the layout of an
// image is written in its language.
func (t *tool) realLinker() (string, error) {
	if p, err := t.find("ld.bfd"); err == nil {
		return p, nil
	}
	return t.find("ld")
}

// spawnLong runs a program of binutils; a command line that may be too long
// goes through a response file in memory. Further files get the numbers from
// 3 on.
func (t *tool) spawnLong(path string, args []string, files []*os.File, stderr *os.File) (int, error) {
	if size(args) > maxLine {
		f, err := memFile("args")
		if err != nil {
			return 0, err
		}
		defer f.Close()
		if _, err := f.WriteString(joinWords(args)); err != nil {
			return 0, errorf("response file: ", err.Error())
		}
		args = []string{"@" + inherited(len(files))}
		files = append(files, f)
	}
	p, err := t.start(path, args, append([]*os.File{os.Stdout, stderr}, files...)...)
	if err != nil {
		return 0, err
	}
	return wait(p)
}

// hostFile is the error for an input that the build machine owns. The
// compiler's own parts are not meant.
func (t *tool) hostFile(file string, g *guard) error {
	if !g.belongs(file) {
		return nil
	}
	if isCompilerPart(file) {
		return nil
	}
	return hint(errorf(file, ": a library of the build machine cannot be part of an image"),
		"name it -l"+libraryName(filepath.Base(file))+", so that it is found in the SDK if it is there")
}

// isCompilerPart tells whether a file is one that the compiler brings along
// and that knows nothing about the C library.
func isCompilerPart(file string) bool {
	base := filepath.Base(file)
	switch base {
	case "libgcc.a", "libgcc_eh.a", "libatomic.a":
		return true
	}
	return isCrt(base) && base != "crt1.o" && base != "crti.o" && base != "crtn.o"
}

// isCompilerFolder tells whether a folder is one where gcc or clang keep their
// own libraries.
func isCompilerFolder(dir string) bool {
	dir = filepath.Clean(dir)
	return strings.HasPrefix(dir, "/usr/lib") && (strings.Contains(dir, "/gcc/") || strings.Contains(dir, "/clang/"))
}

// isCrt tells whether a file is one of those around a program's own objects.
func isCrt(base string) bool {
	switch base {
	case "crt1.o", "Scrt1.o", "rcrt1.o", "gcrt1.o", "grcrt1.o", "Mcrt1.o", "crti.o", "crtn.o",
		"crtbegin.o", "crtbeginS.o", "crtbeginT.o", "crtend.o", "crtendS.o", "crtfastmath.o",
		"crtprec32.o", "crtprec64.o", "crtprec80.o", "crtoffloadbegin.o", "crtoffloadend.o":
		return true
	}
	return false
}

// libraryName turns a file's name into what stands after -l.
func libraryName(base string) string {
	name, ok := strings.CutPrefix(base, "lib")
	if i := strings.IndexByte(name, '.'); ok && i > 0 {
		return name[:i]
	}
	return ":" + base
}
