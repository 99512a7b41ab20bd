// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"os"
	"path/filepath"
	"strings"
)

// ldKind is what a linker's command line asks for.
type ldKind int

const (
	ldPlain       ldKind = iota // a program without our start code, or only a question
	ldRelocatable               // -r
	ldShared                    // -shared
	ldImage                     // a program: what unicore is for
)

// ldItem is an argument that the linker handles in order: an input, a library,
// or an option with its value.
type ldItem struct {
	args []string
	file string // an input file
	lib  string // a library's name, as after -l
	// static tells for a library that only an archive is wanted.
	static bool
	whole  bool // between --whole-archive and --no-whole-archive
}

// ldArgs is a linker's command line, understood.
type ldArgs struct {
	kind     ldKind
	items    []ldItem
	output   string
	dirs     []string // -L
	rpath    []string // -rpath, -rpath-link: where a program's libraries find theirs
	script   bool     // -T: the user's own layout
	entry    bool     // -e
	mapFile  string   // -Map
	printing bool     // -M, --cref: the link map goes to standard output
	strip    string   // -s or -S
	buildID  string   // --build-id as the user gave it
	without  []string // -z uc-without=
	excluded []string // without, and what the environment excludes
	binary   bool     // --oformat of another kind
	question bool     // --version, --help: nothing is linked
	wrong    string   // an option for another machine
}

// ldSeparate tells whether a linker option, without its dashes, takes the
// next argument as its value when none is joined with "=".
func ldSeparate(o string) bool {
	switch o {
	case "o", "e", "l", "L", "T", "u", "y", "z", "m", "b", "A", "R", "F", "f", "G", "h", "I", "O", "a", "c", "Y", "P",
		"output", "entry", "library", "library-path", "script", "default-script", "dT", "undefined",
		"require-defined", "trace-symbol", "format", "oformat", "architecture", "auxiliary", "filter",
		"fini", "init", "just-symbols", "retain-symbols-file", "section-start", "sysroot", "Map", "soname",
		"rpath", "rpath-link", "dynamic-linker", "plugin", "plugin-opt", "version-script", "dynamic-list",
		"export-dynamic-symbol", "export-dynamic-symbol-list", "defsym", "wrap", "hash-size", "assert",
		"Tbss", "Tdata", "Ttext", "Ttext-segment", "Trodata-segment", "Tldata-segment", "image-base",
		"out-implib", "exclude-libs", "sort-section", "task-link", "orphan-handling", "unresolved-symbols",
		"version-exports-section", "spare-dynamic-tags", "max-cache-size", "dependency-file", "audit", "depaudit",
		"mri-script", "section-ordering-file", "hash-style", "dynamic-list-file", "remap-inputs":
		return true
	}
	return false
}

// joined are the options of one letter whose value may follow without a
// blank.
const joined = "oelLTuyzmbARFfGhIOacYP"

// longNames are options that begin like one of those with a value.
func longName(o string) bool {
	for _, p := range [...]string{"Bstatic", "Bdynamic", "end-group", "emit-relocs", "export-dynamic", "exclude-libs",
		"entry", "eh-frame-hdr", "enable-", "error-", "library", "Tbss", "Tdata", "Ttext", "Trodata-segment",
		"Tldata-segment", "undefined", "unresolved-symbols", "unique", "just-symbols", "architecture", "as-needed",
		"add-needed", "accept-unknown", "allow-", "auxiliary", "audit", "assert", "filter", "format", "fini",
		"fatal-warnings", "force-", "fuse-ld", "fix-", "hash-size", "hash-style", "help", "init", "image-base",
		"oformat", "output", "omagic", "orphan-handling", "out-implib", "call_shared", "copy-dt-needed-entries",
		"check-sections", "cref", "color-diagnostics", "compress-debug-sections", "mri-script", "max-cache-size",
		"merge-exidx", "mmap", "Map", "Map=", "relax", "relocatable", "rpath", "retain-symbols-file", "reduce-memory-overheads",
		"require-defined", "remap-inputs", "pie", "pic-executable", "plugin", "plugin-opt", "push-state", "pop-state",
		"print-", "package-metadata", "pop-state", "icf", "ignore-unresolved-symbol"} {
		if strings.HasPrefix(o, p) {
			return true
		}
	}
	return false
}

// splitOption takes an option apart: its name without dashes, and its value,
// if it is joined.
func splitOption(a string) (name, value string, has bool) {
	o := strings.TrimPrefix(a, "-")
	double := strings.HasPrefix(o, "-")
	if double {
		o = o[1:]
	} else if o != "" && strings.IndexByte(joined, o[0]) >= 0 && len(o) > 1 && !longName(o) {
		return o[:1], o[1:], true
	}
	if i := strings.IndexByte(o, '='); i > 0 {
		return o[:i], o[i+1:], true
	}
	return o, "", false
}

// readLD reads a linker's command line.
func readLD(args []string, g *guard) (*ldArgs, error) {
	r := &ldArgs{output: "a.out"}
	static, whole := false, false
	start := false
	for i := 0; i < len(args); i++ {
		a := args[i]
		if a == "" || a[0] != '-' || a == "-" {
			if strings.HasSuffix(filepath.Base(a), "crt1.o") {
				start = true
			}
			r.items = append(r.items, ldItem{args: []string{a}, file: a, static: static, whole: whole})
			continue
		}
		name, value, has := splitOption(a)
		item := ldItem{args: []string{a}, static: static, whole: whole}
		if !has && ldSeparate(name) && i+1 < len(args) {
			i++
			value = args[i]
			item.args = append(item.args, value)
		}
		switch name {
		case "r", "i", "relocatable", "Ur":
			r.kind = ldRelocatable
		case "shared", "Bshareable":
			r.kind = ldShared
		case "Bstatic", "dn", "non_shared":
			static = true
		case "static":
			continue // said by the driver for every program; not the user's choice between libraries
		case "Bdynamic", "dy", "call_shared":
			static = false
		case "whole-archive":
			whole = true
		case "no-whole-archive":
			whole = false
		case "l", "library":
			item.lib = value
		case "unicore-host-paths":
			g.strict = value == "error"
			continue
		}
		drop, err := r.option(name, value, a, g)
		if err != nil {
			return nil, err
		}
		if name == "L" || name == "library-path" {
			item.args = []string{"-L" + inSysroot(value, g.root+"/sysroot")}
		}
		if !drop {
			r.items = append(r.items, item)
		}
	}
	if r.kind == ldPlain && start && !r.binary {
		r.kind = ldImage
	}
	return r, nil
}

// option takes note of one and tells whether it is dropped for every kind of
// link.
func (r *ldArgs) option(name, value, a string, g *guard) (drop bool, err error) {
	switch name {
	case "o", "output":
		r.output = value
	case "L", "library-path":
		if value = inSysroot(value, g.root+"/sysroot"); isCompilerFolder(value) {
			return true, nil // clang gives it; what is needed of it is named in full
		}
		if g.belongs(value) {
			return true, g.refuse("-L" + value)
		}
		r.dirs = append(r.dirs, value)
	case "R", "just-symbols":
		if fi, err := os.Stat(value); err == nil && !fi.IsDir() && g.belongs(value) {
			return true, g.refuse("-R " + value)
		}
	case "version", "help", "target-help":
		r.question = true
	case "rpath", "rpath-link":
		r.rpath = append(r.rpath, filepath.SplitList(value)...)
	case "T", "script":
		r.script = true
	case "e", "entry":
		r.entry = true
	case "Map":
		r.mapFile = value
	case "M", "print-map", "cref":
		r.printing = true
	case "s", "strip-all":
		r.strip = "-s"
	case "S", "strip-debug":
		if r.strip == "" {
			r.strip = "-S"
		}
	case "build-id":
		r.buildID = a
	case "oformat":
		r.binary = !strings.HasPrefix(value, "elf64-x86-64")
	case "m":
		if value != "elf_x86_64" {
			r.wrong = "-m " + value
		}
	case "z":
		if lib, ok := strings.CutPrefix(value, "uc-without="); ok {
			r.without = append(r.without, strings.Split(lib, ",")...)
			return true, nil
		}
	}
	return false, nil
}

// inSysroot resolves a folder that is relative to the sysroot. The linker's own
// sysroot is the build machine.
func inSysroot(dir, sysroot string) string {
	if rest, ok := strings.CutPrefix(dir, "="); ok {
		return sysroot + rest
	}
	if rest, ok := strings.CutPrefix(dir, "$SYSROOT"); ok {
		return sysroot + rest
	}
	return dir
}

// inputs tells whether there is anything to link.
func (r *ldArgs) inputs() bool {
	for _, it := range r.items {
		if it.file != "" || it.lib != "" {
			return true
		}
	}
	return false
}

// imageDrops tells whether an option has no meaning for an image, which is
// static, not position-independent and laid out by the platform's script; or
// is one that the wrapper gives itself.
func imageDrops(name, value string) bool {
	switch name {
	case "pie", "no-pie", "pic-executable", "static-pie", "no-dynamic-linker", "dynamic-linker", "I",
		"E", "export-dynamic", "no-export-dynamic", "rdynamic", "export-dynamic-symbol", "export-dynamic-symbol-list",
		"Bstatic", "dn", "non_shared", "Bdynamic", "dy", "call_shared", "Bsymbolic", "Bsymbolic-functions",
		"rpath", "rpath-link", "soname", "h", "dynamic-list", "dynamic-list-data", "dynamic-list-cpp-new",
		"dynamic-list-cpp-typeinfo", "version-script", "hash-style", "enable-new-dtags", "disable-new-dtags",
		"as-needed", "no-as-needed", "copy-dt-needed-entries", "no-copy-dt-needed-entries", "add-needed", "no-add-needed",
		"build-id", "eh-frame-hdr", "no-eh-frame-hdr", "s", "strip-all", "S", "strip-debug", "n", "nmagic", "N", "omagic",
		"emit-relocs", "q", "o", "output", "audit", "P", "depaudit", "f", "auxiliary", "F", "filter",
		"no-static", "icf", "threads", "no-threads", "thread-count", "color-diagnostics", "fuse-ld":
		return true
	case "z":
		return imageDropsZ(value)
	}
	return false
}

func imageDropsZ(value string) bool {
	word, _, _ := strings.Cut(value, "=")
	switch word {
	case "now", "lazy", "relro", "norelro", "separate-code", "noseparate-code", "execstack", "noexecstack",
		"max-page-size", "common-page-size", "combreloc", "nocombreloc", "origin", "text", "notext", "textoff",
		"pack-relative-relocs", "nopack-relative-relocs", "ibt", "shstk", "ibtplt", "cet-report", "stack-size",
		"interpose", "nodlopen", "nodefaultlib", "nodelete", "nodump", "initfirst", "loadfltr", "global", "unique", "nounique",
		"dynamic-undefined-weak", "nodynamic-undefined-weak", "extern-protected-data", "noextern-protected-data",
		"start-stop-gc", "nostart-stop-gc":
		return !strings.HasSuffix(word, "start-stop-gc")
	}
	return false
}
