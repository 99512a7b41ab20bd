// SPDX-License-Identifier: BSD-3-Clause

// Package wrappers impersonates the tools of a compiler toolchain. Under each
// name it reads the command line, changes what must be different for an SDK's
// target, and runs the build machine's real tool. The compilers' own driver
// keeps driving: what a link is gets decided where the driver runs the linker.
//
// It is the whole of a program that starts for every file compiled, so it
// imports little: no fmt, no regexp, nothing with work to do before main.
package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// tool is one call of the wrapper.
type tool struct {
	name string // as called, without the triplet
	from string // the folder that it was called in, if it was named
	sdk  sdk
	env  []string

	stdin *os.File // of tools that are waited for; nil: the wrapper's own
}

// Main acts as the tool that args[0] names and returns the exit status.
func Main(args []string) int {
	if len(args) == 0 {
		return fail(errorf("no name to act under"))
	}
	if len(args) == 2 && args[1] == SourceOption && filepath.Base(args[0]) == "unicore-tool" {
		if err := writeSource(os.Stdout); err != nil {
			return fail(err)
		}
		return 0
	}
	root, err := findSDK(args[0])
	if err != nil {
		return fail(err)
	}
	t := &tool{name: plainName(args[0]), from: filepath.Dir(args[0]), sdk: root, env: os.Environ()}
	code, err := t.run(args[1:])
	if err != nil {
		return fail(err)
	}
	return code
}

// plainName is the tool's name without folder and triplet.
func plainName(arg0 string) string {
	name := filepath.Base(arg0)
	if i := strings.Index(name, vendorOS); i > 0 {
		name = name[i+len(vendorOS):]
	}
	return name
}

// vendorOS is the part of a triplet that is the same for all architectures,
// with the dash that ends the prefix of a tool's name.
const vendorOS = "-unicore-linux-musl-"

func (t *tool) run(args []string) (int, error) {
	switch t.name {
	case "cc", "gcc", "clang", "c89", "c99", "cpp":
		return t.compiler(args)
	case "c++", "g++", "clang++":
		return t.compiler(args)
	case "ld", "ld.bfd", "ld.gold", "ld.lld", "ld.mold":
		if t.forBuildMachine() {
			path, err := t.find(t.name)
			if err != nil {
				return 0, err
			}
			return 0, t.exec(path, args)
		}
		return t.linker(args)
	case "strip":
		return t.strip(args)
	case "pkg-config", "pkgconf":
		return t.pkgConfig(args)
	case "gcc-ar", "gcc-nm", "gcc-ranlib":
		return t.besideGCC(args)
	}
	for _, n := range names {
		if n == t.name {
			path, err := t.find(t.name)
			if err != nil {
				return 0, err
			}
			return 0, t.exec(path, args)
		}
	}
	return 0, hint(errorf(t.name, ": no tool of that name"),
		"this program acts under the names in the SDK's bin folder")
}

// forBuildMachine tells whether a linker is called by the build machine's own
// gcc, which looks for it in PATH and so finds our plain name first. Our
// compilers find theirs in libexec; gcc tells itself to its linker by
// COLLECT_GCC (GCC internals, "Collect2").
func (t *tool) forBuildMachine() bool {
	return filepath.Base(t.from) == "plain" && getenv(t.env, "COLLECT_GCC") != ""
}

// names are all tools, without the triplet.
var names = []string{
	"cc", "gcc", "clang", "c89", "c99", "cpp", "c++", "g++", "clang++",
	"ld", "ld.bfd", "ld.gold", "ld.lld", "as",
	"ar", "nm", "ranlib", "gcc-ar", "gcc-nm", "gcc-ranlib",
	"addr2line", "c++filt", "elfedit", "objcopy", "objdump", "readelf", "size", "strings", "strip",
	"pkg-config", "pkgconf",
}

// Names are the tools that the wrapper acts as, without the triplet.
func Names() []string { return append([]string(nil), names...) }

// LibexecNames are the programs that a compiler's driver looks for in the
// SDK's libexec folder.
func LibexecNames() []string { return []string{"ld", "ld.bfd", "ld.gold", "ld.lld", "ld.mold"} }
