// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// linkShared makes an archive of what would be a shared library: there is no
// dynamic linking in an image, but builds that make libraries and then link
// programs with them work all the same. Archives given to the link become
// part of it, other shared libraries and those of the SDK are noted as its
// dependencies.
func (t *tool) linkShared(r *ldArgs, g *guard) (int, error) {
	s := t.search(r)
	b := &sharedBuilder{t: t, g: g, search: s, dirs: r.dirs}
	for _, it := range r.items {
		var err error
		switch {
		case it.file != "":
			err = b.file(it.file)
		case it.lib != "":
			err = b.library(it.lib, it.static)
		}
		if err != nil {
			return 0, err
		}
	}
	for _, d := range b.dirs {
		if abs, err := filepath.Abs(d); err == nil && !below(abs, t.sdk.root) && !slices.Contains(b.deps, "dir "+abs) {
			b.deps = append(b.deps, "dir "+abs)
		}
	}
	if !slices.ContainsFunc(b.deps, func(d string) bool { return strings.HasPrefix(d, "lib ") }) {
		b.deps = nil // nothing to look for, so no folders either
	}
	members := append([]member{{name: depsMember, data: depsObject(depsLines(b.deps))}}, b.members...)
	return t.writeShared(r.output, writeArchive(members))
}

// sharedBuilder collects what goes into a shared library.
type sharedBuilder struct {
	t       *tool
	g       *guard
	search  *search
	dirs    []string
	members []member
	deps    []string
}

// library adds -lNAME.
func (b *sharedBuilder) library(name string, static bool) error {
	switch name {
	case "c", "gcc", "gcc_eh", "gcc_s":
		return nil
	}
	p := b.search.library(name, static, b.search.dirs)
	switch {
	case p == "" && b.t.compilerLibrary(name):
		return nil
	case p == "":
		os.Stderr.WriteString("ld: cannot find -l" + name + ": No such file or directory\n")
		return errorf("-l", name, ": no library of this SDK is called lib", name, ".a")
	case below(p, b.t.sdk.root):
		b.need(name)
		return nil
	}
	if _, ok := sharedDeps(p); ok {
		b.need(name)
		return nil
	}
	return b.archive(p)
}

func (b *sharedBuilder) need(name string) {
	if d := "lib " + name; !slices.Contains(b.deps, d) {
		b.deps = append(b.deps, d)
	}
}

// file adds an input.
func (b *sharedBuilder) file(path string) error {
	base := filepath.Base(path)
	if isCrt(base) || base == "libc.a" || base == "libgcc.a" || base == "libgcc_eh.a" {
		return nil
	}
	if err := b.t.hostFile(path, b.g); err != nil {
		return err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		os.Stderr.WriteString("ld: cannot find " + path + ": " + cause(err) + "\n")
		return errorf(path, ": ", cause(err))
	}
	switch {
	case bytes.HasPrefix(data, []byte(arMagic)), bytes.HasPrefix(data, []byte(thinMagic)):
		if _, ok := sharedDeps(path); ok || below(path, b.t.sdk.root) {
			b.need(":" + base)
			b.dirs = append(b.dirs, filepath.Dir(path))
			return nil
		}
		return b.archive(path)
	case isDynamic(path):
		return hint(errorf(path, ": is a shared library; an image is static"),
			"build it with this SDK's tools, which make an archive of it")
	case bytes.HasPrefix(data, []byte("\x7fELF")), bytes.HasPrefix(data, []byte("BC\xc0\xde")): // object, LLVM's intermediate code
		if filepath.Dir(path) == filepath.Clean(os.TempDir()) {
			// The driver's temporary name would make every archive another.
			base = "object" + strconv.Itoa(len(b.members)) + ".o"
		}
		b.members = append(b.members, member{name: base, data: data})
		return nil
	}
	// A linker script: what it says about a shared object's layout has no
	// meaning here.
	return nil
}

// archive takes all members in: the final link picks what it needs.
func (b *sharedBuilder) archive(path string) error {
	members, err := readMembers(path)
	if err != nil {
		return err
	}
	for _, m := range members {
		if m.name != depsMember {
			b.members = append(b.members, m)
		}
	}
	return nil
}

// cause is an error without the name of what failed.
func cause(err error) string {
	if pe, ok := err.(*os.PathError); ok {
		if os.IsNotExist(err) {
			return "No such file or directory"
		}
		return pe.Err.Error()
	}
	return err.Error()
}

// writeShared writes the archive and lets ranlib, which knows the formats of
// link-time optimisation too, make the index.
func (t *tool) writeShared(output string, data []byte) (int, error) {
	fi, err := os.Stat(output)
	regular := err != nil || fi.Mode().IsRegular()
	if regular {
		os.Remove(output)
	}
	if err := os.WriteFile(output, data, 0o777); err != nil {
		return 0, errorf(output, ": ", cause(err))
	}
	if !regular {
		return 0, nil
	}
	ranlib, err := t.find("gcc-ranlib")
	if err != nil {
		if ranlib, err = t.find("ranlib"); err != nil {
			return 0, err
		}
	}
	name := output
	if strings.HasPrefix(name, "-") || strings.HasPrefix(name, "@") {
		name = "./" + name
	}
	code, err := t.spawn(ranlib, []string{"-D", name}, os.Stdout, os.Stderr)
	if err == nil && code == 0 {
		err = os.Chmod(output, 0o755)
	}
	if err != nil || code != 0 {
		os.Remove(output)
	}
	return code, err
}
