// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"

	"unicore/wrappers/part"
)

// keeper collects the program's own part of a link.
type keeper struct {
	t      *tool
	part   part.Part
	search *search
	taken  map[string]bool // archive members in the image, PATH(MEMBER); nil when that is not known
	byPath map[string]int  // number of a file in the part
	cannot bool            // something cannot be kept
}

// keep returns the program's own part of the link, from which another image
// can be made; nil when the user wants no such thing in the image, or when the
// link is one that no other platform can do.
func (t *tool) keep(r *ldArgs, linkMap, answers string) []byte {
	if r.script || r.strip != "" || getenv(t.env, "UNICORE_KEEP") == "no" {
		return nil
	}
	k := &keeper{t: t, search: t.search(r), taken: takenMembers(linkMap), byPath: map[string]int{}}
	k.part.Answers = answers
	for _, it := range r.items {
		switch {
		case it.file != "":
			k.file(it.file, it.whole)
		case it.lib != "":
			k.library(it)
		default:
			k.option(it.args)
		}
	}
	if len(r.excluded) > 0 {
		k.word("-zuc-without=" + strings.Join(r.excluded, ","))
	}
	if r.buildID != "" {
		name, value, has := splitOption(r.buildID)
		k.optionWord(name, value, has)
	}
	if k.cannot {
		return nil
	}
	return k.part.Encode()
}

func (k *keeper) word(w string) {
	if !part.Plain(w) {
		k.cannot = true
	}
	k.part.Words = append(k.part.Words, w)
}

// optionWord adds an option as one word.
func (k *keeper) optionWord(name, value string, has bool) {
	w, ok := part.Option(name, value, has)
	if !ok {
		k.cannot = true
	}
	k.word(w)
}

// ours adds a path of the SDK, behind an option's letters.
func (k *keeper) ours(option, path string) {
	if !part.Plain(path) {
		k.cannot = true
	}
	k.part.Words = append(k.part.Words, option+part.Root+strings.TrimPrefix(path, k.t.sdk.root))
}

func (k *keeper) file(path string, whole bool) {
	base := filepath.Base(path)
	if below(path, k.t.sdk.root) {
		k.ours("", path)
		return
	}
	if isCompilerPart(path) || isCrt(base) && !strings.Contains(path, "/") {
		k.part.Words = append(k.part.Words, part.Compiler(base))
		return
	}
	if n := k.number(path, whole); n >= 0 {
		k.part.Words = append(k.part.Words, part.Kept(n))
	}
}

// number is the file's in the part, -1 when it cannot be kept.
func (k *keeper) number(path string, whole bool) int {
	if n, ok := k.byPath[path]; ok {
		return n
	}
	fi, err := os.Stat(path)
	if err != nil || !fi.Mode().IsRegular() {
		k.cannot = true
		return -1
	}
	n := len(k.part.Files)
	k.byPath[path] = n
	name := filepath.Base(path)
	if isTemporary(path) {
		name = temporaryName
	}
	k.part.Files = append(k.part.Files, part.File{Name: name})
	data := k.contents(path, whole)
	k.part.Files[n].Data = data
	if data == nil || !part.Plain(name) {
		k.cannot = true
		return -1
	}
	return n
}

// temporaryName stands for the driver's temporary names, which would make every
// image another.
const temporaryName = "object.o"

func isTemporary(path string) bool { return filepath.Dir(path) == filepath.Clean(os.TempDir()) }

// contents are the file's; of an archive only what the link took.
func (k *keeper) contents(path string, whole bool) []byte {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil
	}
	switch {
	case bytes.HasPrefix(data, []byte("\x7fELF")), bytes.HasPrefix(data, []byte("BC\xc0\xde")):
		return data
	case !bytes.HasPrefix(data, []byte(arMagic)) && !bytes.HasPrefix(data, []byte(thinMagic)):
		return nil // a linker's script, that may name anything
	}
	members, err := readMembers(path)
	if err != nil {
		return nil
	}
	// The map names members of a thin archive by their own files.
	whole = whole || k.taken == nil || bytes.HasPrefix(data, []byte(thinMagic))
	kept := []member{}
	for _, m := range members {
		switch {
		case m.name == depsMember:
			kept = append(kept, member{name: depsMember, data: depsObject(depsLines(k.deps(path)))})
		case whole, k.taken[filepath.Clean(path)+"("+m.name+")"]:
			kept = append(kept, m)
		}
	}
	return writeArchive(kept)
}

// takenMembers reads the beginning of a link map: which members of archives
// the linker took, each at the start of a line as PATH(MEMBER).
func takenMembers(linkMap string) map[string]bool {
	if linkMap == "" {
		return nil
	}
	taken := map[string]bool{}
	for line := range strings.SplitSeq(linkMap, "\n") {
		if strings.HasPrefix(line, "Memory Configuration") {
			break
		}
		line, _, _ = strings.Cut(line+" ", ") ")
		if at := strings.LastIndexByte(line, '('); at > 0 && line[0] != ' ' {
			taken[filepath.Clean(line[:at])+line[at:]+")"] = true
		}
	}
	return taken
}

// deps are the dependencies of what stands for a shared library, as they are
// among the kept files.
func (k *keeper) deps(path string) (lines []string) {
	deps, _ := sharedDeps(path)
	dirs := append(append([]string(nil), k.search.dirs...), k.search.more...)
	dirs = append(dirs, filepath.Dir(path))
	for _, d := range deps {
		if dir, ok := strings.CutPrefix(d, "dir "); ok {
			dirs = append(dirs, dir)
		}
	}
	for _, d := range deps {
		name, ok := strings.CutPrefix(d, "lib ")
		if !ok {
			continue
		}
		p := k.search.library(name, false, dirs)
		switch {
		case p == "":
			k.cannot = true
		case below(p, k.t.sdk.root):
			lines = append(lines, d)
		default:
			if n := k.number(p, false); n >= 0 {
				lines = append(lines, "lib :../"+k.part.FileName(n))
			}
		}
	}
	return lines
}

func (k *keeper) library(it ldItem) {
	p := k.search.library(it.lib, it.static, k.search.dirs)
	if p == "" || below(p, k.t.sdk.root) || k.t.compilerLibrary(it.lib) {
		k.optionWord("l", it.lib, true)
		return
	}
	k.file(p, it.whole)
}

// option keeps one that another link needs too.
func (k *keeper) option(args []string) {
	name, value, has := splitOption(args[0])
	if !has && len(args) > 1 {
		value = args[1]
	}
	switch name {
	case "L", "library-path":
		if below(value, k.t.sdk.root) && value != k.t.sdk.lib() {
			k.ours("-L", value)
		} // else what it has is kept, or found anyway
	case "plugin":
		// The compiler tells its linker plugin how to compile by this.
		for o := range strings.FieldsSeq(getenv(k.t.env, "COLLECT_GCC_OPTIONS")) {
			if o = strings.Trim(o, "'"); part.DriverOption(o) {
				k.part.Driver = append(k.part.Driver, o)
			}
		}
	case "m", "nostdlib": // ours
	case "plugin-opt", "Map", "M", "print-map", "cref", "dependency-file", "t", "trace", "y", "trace-symbol", "verbose",
		"stats", "print-gc-sections", "no-print-gc-sections", "print-memory-usage":
	default:
		if !imageDrops(name, value) {
			k.optionWord(name, value, has || len(args) > 1)
		}
	}
}
