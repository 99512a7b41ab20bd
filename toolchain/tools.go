// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Tool is a program of the build machine that unicore or a build uses.
type Tool struct {
	Name     string `json:"name"`
	Package  string `json:"package"` // Debian package that installs it
	Required bool   `json:"required"`
	Purpose  string `json:"purpose"`
	Mute     bool   `json:"-"` // tells no version
}

var tools = []Tool{
	{"gcc", "gcc", true, "compiles C", false},
	{"g++", "g++", false, "compiles C++", false},
	{"clang", "clang", false, "compiles C, instead of gcc", false},
	{"ld", "binutils", true, "links images", false},
	{"ld.lld", "lld", false, "links for clang with -fuse-ld=lld", false},
	{"as", "binutils", true, "assembles", false},
	{"ar", "binutils", true, "makes static libraries", false},
	{"nm", "binutils", true, "lists symbols", false},
	{"objcopy", "binutils", true, "rewrites objects", false},
	{"ranlib", "binutils", true, "indexes static libraries", false},
	{"strip", "binutils", true, "removes symbols from images", false},
	{"make", "make", true, "builds musl, and most applications", false},
	{"qemu-system-x86_64", "qemu-system-x86", true, "boots images: unicore run", false},
	{"apt-get", "apt", false, "fetches sources from the distribution", false},
	{"pkg-config", "pkg-config", false, "tells applications where libraries are", false},
	{"cmake", "cmake", false, "builds applications that use CMake", false},
	{"meson", "meson", false, "builds applications that use meson", false},
	{"ninja", "ninja-build", false, "builds for CMake and meson", false},
	{"dpkg-deb", "dpkg", false, "unpacks Debian's Xen: unicore run --emulate", false},
	{"xz", "xz-utils", false, "unpacks the kernel for it, and by hand what unicore fetched", false},
	{"xl", "xen-utils-common", false, "creates guests on a machine that runs Xen: unicore run", true},
	{"xenstore-read", "xenstore-utils", false, "tells how they ended", true},
	{"gdb", "gdb", false, "debugs images: unicore run --gdb", false},
}

// Tools returns the programs that unicore and builds under it use.
func Tools() []Tool { return append([]Tool(nil), tools...) }

// Package returns the Debian package that installs the tool called name; the
// name itself when the tool is not known.
func Package(name string) string {
	for _, t := range tools {
		if t.Name == name {
			return t.Package
		}
	}
	return name
}

// ErrNotFound tells that a program is missing on the build machine.
var ErrNotFound = errors.New("not found")

// FindTool returns the absolute path of the build machine's own program
// called name: the first in PATH that is not part of an SDK. A name with a
// slash is taken as it is.
func FindTool(name string) (string, error) {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	if strings.Contains(name, "/") {
		dirs = []string{""}
	}
	for _, dir := range dirs {
		if dir == "" && !strings.Contains(name, "/") || inSDK(dir) {
			continue
		}
		path, err := filepath.Abs(filepath.Join(dir, name))
		if err != nil {
			return "", err
		}
		if fi, err := os.Stat(path); err == nil && fi.Mode().IsRegular() && fi.Mode()&0o111 != 0 {
			return path, nil
		}
	}
	if strings.Contains(name, "/") {
		return "", fmt.Errorf("%s: program %w", name, ErrNotFound)
	}
	return "", Hint(fmt.Errorf("%s: program %w in PATH", name, ErrNotFound),
		"apt-get install %s", Package(name))
}

// Version returns the version that the program at path reports: the first
// word that looks like one.
func Version(ctx context.Context, path string) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	out, err := exec.CommandContext(ctx, path, "--version").Output()
	if err != nil {
		return "", fmt.Errorf("%s --version: %w", path, err)
	}
	first, _, _ := strings.Cut(string(out), "\n")
	return versionIn(first), nil
}

// versionIn picks the version out of what `tool --version` prints: a word of
// digits and dots, the last one where several are (GNU tools put it last) but
// not a package's revision in brackets.
func versionIn(line string) string {
	depth, version := 0, ""
	for _, word := range strings.Fields(line) {
		opens := strings.Count(word, "(")
		depth += opens
		inside := depth > 0
		depth -= strings.Count(word, ")")
		word = strings.Trim(word, "(),")
		end := strings.IndexFunc(word, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
		if end < 0 {
			end = len(word)
		}
		if number := strings.TrimRight(word[:end], "."); !inside && strings.Contains(number, ".") {
			version = number
		}
	}
	if version == "" {
		return strings.TrimSpace(line)
	}
	return version
}
