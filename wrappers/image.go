// SPDX-License-Identifier: BSD-3-Clause

package wrappers

import (
	"io"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"

	"unicore/wrappers/bake"
	"unicore/wrappers/part"
)

// platform is what a link needs to know about where the image boots.
type platform struct {
	script  string   // linker script
	symbols []string // that every image has, whoever refers to them
}

// platform finds what the SDK's libraries installed for the link, in folders of
// usr/lib/unicore: one linker script, and lists of symbols.
func (t *tool) platform() (platform, error) {
	within := globEscape(t.sdk.kernel()) + "/*/"
	scripts, _ := filepath.Glob(within + "image.lds")
	if len(scripts) != 1 {
		return platform{}, hint(errorf(t.sdk.kernel(), ": there must be one folder with image.lds"),
			"the SDK is not complete: build it again")
	}
	p := platform{script: scripts[0]}
	lists, _ := filepath.Glob(within + "link.txt")
	for _, file := range lists {
		text, err := os.ReadFile(file)
		if err != nil {
			return p, errorf("platform: ", err.Error())
		}
		for line := range strings.SplitSeq(string(text), "\n") {
			if line = strings.TrimSpace(line); line != "" && line[0] != '#' {
				p.symbols = append(p.symbols, line)
			}
		}
	}
	return p, nil
}

func globEscape(s string) string {
	return strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(s)
}

// linkImage links a program: the kernel's libraries are added, and the linker
// takes of them what the program needs.
func (t *tool) linkImage(ld string, r *ldArgs, g *guard) (int, error) {
	p, err := t.platform()
	if err != nil {
		return 0, err
	}
	kernel, err := t.kernelArchives(r)
	if err != nil {
		return 0, err
	}
	args := []string{"-m", "elf_x86_64", "-static", "--gc-sections", "--eh-frame-hdr",
		"-z", "max-page-size=4096", "-z", "noexecstack"}
	switch id := r.buildID; {
	case strings.HasSuffix(id, "=none"):
	case strings.Contains(id, "=0x"):
		args = append(args, id)
	default:
		args = append(args, "--build-id=0x"+strings.Repeat("00", bake.BuildIDSize))
	}
	if r.strip == "-S" {
		args = append(args, "-S")
	}
	args = append(args, "-o", r.output)
	if !r.script {
		args = append(args, "-T", p.script)
	}
	if !r.entry {
		args = append(args, "-e", "uc_linux_entry")
	}
	for _, s := range p.symbols {
		args = append(args, "-u", s)
	}
	args = append(args, t.onlyOurs()...)
	body, libraries, err := t.imageInputs(r, g)
	if err != nil {
		return 0, err
	}
	group := append([]string{"--start-group"}, kernel...)
	group = append(group, libraries...)
	group = append(group, t.compilerLibraries(r)...)
	group = append(group, "--end-group")
	args = append(args, joinBeforeEnd(body, group)...)

	var mapping *os.File
	if r.mapFile == "" && !r.printing {
		if mapping, err = memFile("map"); err == nil {
			defer mapping.Close()
			args = append(args, "-Map="+inherited(0))
		}
	}
	code, missing, err := t.runLinker(ld, args, mapping)
	if err != nil {
		return 0, err
	}
	if code != 0 {
		t.explain(missing, r)
		return code, nil
	}
	return 0, t.finish(r, mapping)
}

// kernelArchives are the kernel's libraries except those that the link shall
// do without.
func (t *tool) kernelArchives(r *ldArgs) ([]string, error) {
	all, _ := filepath.Glob(globEscape(t.sdk.kernel()) + "/lib*.a")
	if len(all) == 0 {
		return nil, hint(errorf(t.sdk.kernel(), ": no kernel libraries are there"),
			"the SDK is not complete: build it again")
	}
	sort.Strings(all)
	without := r.without
	without = append(without, strings.FieldsFunc(getenv(t.env, "UNICORE_EXCLUDE"), func(c rune) bool { return c == ',' || c == ' ' })...)
	for _, lib := range without {
		i := slices.Index(all, t.sdk.kernel()+"/lib"+lib+".a")
		if i < 0 {
			return nil, hint(errorf("-z uc-without=", lib, ": no such library in this SDK"),
				"unicore list libraries")
		}
		all = slices.Delete(all, i, i+1)
		r.excluded = append(r.excluded, lib)
	}
	return all, nil
}

// imageInputs are the user's arguments without what an image does not have,
// and the libraries that "shared" ones among them bring along.
func (t *tool) imageInputs(r *ldArgs, g *guard) (args, libraries []string, err error) {
	s := t.search(r)
	for _, it := range r.items {
		switch {
		case it.file != "":
			base := filepath.Base(it.file)
			switch {
			case base == "Scrt1.o" || base == "rcrt1.o" || base == "gcrt1.o" || base == "grcrt1.o":
				args = append(args, t.sdk.lib()+"/crt1.o")
				continue
			case isCrt(base) && !strings.Contains(it.file, "/") && !exists(it.file):
				// A driver that did not find gcc names it without a folder.
				if exists(t.sdk.lib() + "/" + base) {
					args = append(args, t.sdk.lib()+"/"+base)
				}
				continue
			}
			if err := t.hostFile(it.file, g); err != nil {
				return nil, nil, err
			}
			if isDynamic(it.file) {
				return nil, nil, hint(errorf(it.file, ": is a shared library; an image is static"),
					"build it with this SDK's tools, which make an archive of it")
			}
			s.note(it.file)
			args = append(args, it.args...)
		case it.lib != "":
			if t.compilerLibrary(it.lib) {
				continue
			}
			if p := s.shared(it.lib, it.static); p != "" {
				s.note(p)
				args = append(args, p)
				continue
			}
			args = append(args, it.args...)
		default:
			name, value, has := splitOption(it.args[0])
			if !has && len(it.args) > 1 {
				value = it.args[1]
			}
			if !imageDrops(name, value) {
				args = append(args, it.args...)
			}
		}
	}
	libraries, err = s.closure()
	return args, libraries, err
}

// compilerLibrary tells whether -lNAME is one of the compiler's that is added
// anyway, or that has no place in an image.
func (t *tool) compilerLibrary(lib string) bool {
	switch lib {
	case "gcc", "gcc_eh", "gcc_s":
		return true
	case "stdc++", "supc++", "c++":
		// Given by the driver for every C++ program, also those that need
		// nothing of it.
		return !exists(t.sdk.lib() + "/lib" + lib + ".a")
	}
	return false
}

// compilerLibraries are libc and the compiler's own library, which the kernel
// may need too.
func (t *tool) compilerLibraries(r *ldArgs) []string {
	libs := []string{t.sdk.lib() + "/libc.a"}
	have := false
	for _, it := range r.items {
		switch filepath.Base(it.file) {
		case "libgcc.a", "libgcc_eh.a":
			if !slices.Contains(libs, it.file) {
				libs = append(libs, it.file)
				have = true
			}
		}
	}
	if !have {
		c, err := t.chooseGCC()
		if err != nil {
			return libs
		}
		for _, name := range []string{"libgcc.a", "libgcc_eh.a"} {
			out, code, err := t.capture(c, []string{"-print-file-name=" + name})
			if p := strings.TrimSpace(out); err == nil && code == 0 && filepath.IsAbs(p) {
				libs = append(libs, p)
			}
		}
	}
	return libs
}

// chooseGCC is the gcc whose library is used, also when clang compiles.
func (t *tool) chooseGCC() (string, error) {
	if p := t.recorded(false); filepath.IsAbs(p) && !strings.Contains(filepath.Base(p), "clang") && executable(p) {
		return p, nil
	}
	return t.find("gcc")
}

// joinBeforeEnd puts the group where the program's own objects end: behind it
// come only the files that close tables.
func joinBeforeEnd(body, group []string) []string {
	at := len(body)
	for i, a := range body {
		switch filepath.Base(a) {
		case "crtend.o", "crtendS.o", "crtn.o":
			at = min(at, i)
		}
	}
	out := append([]string(nil), body[:at]...)
	// What follows may be inside a state that the group must not have.
	out = append(out, "--no-whole-archive")
	out = append(out, group...)
	return append(out, body[at:]...)
}

// runLinker runs ld, passes its messages on and returns the names that it
// missed.
func (t *tool) runLinker(ld string, args []string, mapping *os.File) (int, *missing, error) {
	t.env = setenv(t.env, "LC_ALL", "C") // messages are read below
	pr, pw, err := os.Pipe()
	if err != nil {
		return 0, nil, errorf("pipe: ", err.Error())
	}
	var m missing
	done := make(chan struct{})
	go func() {
		defer close(done)
		m.read(pr, os.Stderr)
	}()
	var files []*os.File
	if mapping != nil {
		files = append(files, mapping)
	}
	code, err := t.spawnLong(ld, args, files, pw)
	pw.Close()
	<-done
	pr.Close()
	return code, &m, err
}

// finish bakes what the linker made.
func (t *tool) finish(r *ldArgs, mapping *os.File) error {
	fi, err := os.Stat(r.output)
	if err != nil || !fi.Mode().IsRegular() { // /dev/null, in a test of the linker
		return nil
	}
	text := ""
	if mapping != nil {
		if _, err := mapping.Seek(0, io.SeekStart); err == nil {
			if b, err := io.ReadAll(mapping); err == nil {
				text = string(b)
			}
		}
	} else if r.mapFile != "" && r.mapFile != "-" {
		if b, err := os.ReadFile(r.mapFile); err == nil {
			text = string(b)
		}
	}
	inv := t.inventory(text)
	c := bake.Contents{Note: inv.note(), Part: t.keep(r, text, inv.sdk.get("answers").text), Map: part.EncodeMap(inv.objects)}
	if err := bake.Image(r.output, c); err != nil {
		os.Remove(r.output)
		return errorf(r.output, ": ", err.Error())
	}
	if r.strip == "-s" {
		strip, err := t.find("strip")
		if err != nil {
			return err
		}
		code, err := t.spawn(strip, []string{"-s", "--", r.output}, os.Stdout, os.Stderr)
		if err == nil && code != 0 {
			err = errorf(r.output, ": strip failed")
		}
		return err
	}
	return nil
}
