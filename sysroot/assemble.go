// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"

	"unicore/pools"
	"unicore/toolchain"
)

// sdkFile is a file or a symbolic link of the SDK that does not come from a
// library.
type sdkFile struct {
	content string
	link    string
}

// toolFile is the wrapper binary's place.
const toolFile = "libexec/unicore-tool"

// sdkFiles are what the SDK has beside the sysroot, the wrapper binary and
// what describes the SDK: names relative to its root.
func sdkFiles(t toolchain.Target) (map[string]sdkFile, error) {
	files := map[string]sdkFile{}
	for name, text := range toolchain.Files(t) {
		files["share/"+name] = sdkFile{content: string(text)}
	}
	addWrappers(files, t)
	for name := range files {
		if !fs.ValidPath(name) {
			return nil, fmt.Errorf("SDK file %q: not a relative path", name)
		}
	}
	return files, nil
}

// description is share/sdk.json.
type description struct {
	Target    string               `json:"target"`
	Triplet   string               `json:"triplet"`
	Hash      string               `json:"hash"`
	Compiler  compilerText         `json:"compiler"`
	Answers   string               `json:"answers,omitempty"` // selection.Config.Answers
	Libraries []libraryDescription `json:"libraries"`
}

type compilerText struct {
	Kind    string `json:"kind"`
	Version string `json:"version"`
	Machine string `json:"machine"`
}

type libraryDescription struct {
	Name     string   `json:"name"`
	Summary  string   `json:"summary"`
	Version  string   `json:"version,omitempty"`
	License  string   `json:"license"`
	Pool     string   `json:"pool"`
	Hash     string   `json:"hash"`             // pools.Library.Hash
	Source   string   `json:"source,omitempty"` // the archive of other people's code,
	SHA256   string   `json:"sha256,omitempty"` // its hash,
	Debian   string   `json:"debian,omitempty"` // the package that has it, and
	URL      string   `json:"url,omitempty"`    // where it is
	Needs    []string `json:"needs"`            // libraries, on this target
	Archives []string `json:"archives"`         // relative to the sysroot
}

func (b *builder) describe(l *pools.Library, archives []string) (libraryDescription, error) {
	d := libraryDescription{
		Name: l.Name, Summary: l.Summary, Version: l.Version, License: l.License, Pool: l.Pool,
		Needs: []string{}, Archives: archives,
	}
	for _, s := range l.Sources {
		d.Source, d.SHA256, d.Debian, d.URL = s.File, s.SHA256, s.Debian, s.URL
	}
	for _, n := range l.Needs {
		if to := b.target.Library(n); to != nil {
			d.Needs = append(d.Needs, to.Name)
		}
	}
	var err error
	d.Hash, err = l.Hash()
	return d, err
}

// assembleSDK puts the finished SDK together.
func (b *builder) assembleSDK(ctx context.Context) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	sdk := toolchain.SDK{Root: filepath.Join(b.work.dir, "sdk"), Target: b.opts.Target}
	if err := b.assemble(sdk, b.entries); err != nil {
		return err
	}
	return b.store.publish(sdk.Root, b.store.path("sdk", b.name))
}

// assemble makes an SDK of the entries.
func (b *builder) assemble(sdk toolchain.SDK, entries []*entry) error {
	if err := os.MkdirAll(sdk.Sysroot(), 0o755); err != nil {
		return err
	}
	d := description{
		Target: b.opts.Target.String(), Triplet: b.opts.Target.Triplet(),
		Hash:      strings.TrimPrefix(b.name, b.opts.Target.String()+"-"),
		Compiler:  compilerText{b.compiler.Kind, b.compiler.Version, b.compiler.Machine},
		Answers:   b.answers(),
		Libraries: []libraryDescription{},
	}
	var index []string
	for _, e := range entries {
		if e.lib != nil && isPrivate(e.lib) {
			continue
		}
		by := replacedBy(e, entries)
		from, to := e.dir, sdk.Sysroot()
		if by != "" {
			from, to = filepath.Join(from, "usr/include"), filepath.Join(to, "usr/include")
		}
		if err := copyTree(from, to); err != nil {
			if errors.Is(err, fs.ErrExist) {
				return fmt.Errorf("%s installs a file that another library has: %w", e.name, err)
			}
			return err
		}
		archives, symbols, err := e.contents()
		if err != nil {
			return err
		}
		if by != "" {
			archives = []string{}
			for i, s := range symbols {
				symbols[i] = strings.TrimSuffix(s, "selected\n") + "replaced " + by + "\n"
			}
		}
		index = append(index, symbols...)
		if e.lib != nil {
			l, err := b.describe(e.lib, archives)
			if err != nil {
				return err
			}
			d.Libraries = append(d.Libraries, l)
		}
	}
	if err := b.writeFiles(sdk); err != nil {
		return err
	}
	index = append(index, b.unselected()...)
	sort.Strings(index)
	if err := os.WriteFile(filepath.Join(sdk.Share(), "symbols.idx"), []byte(strings.Join(index, "")), 0o644); err != nil {
		return err
	}
	// The wrappers look for it each time that they run a compiler.
	if headers := b.unselectedHeaders(); len(headers) > 0 {
		if err := os.WriteFile(filepath.Join(sdk.Share(), "headers.idx"), []byte(strings.Join(headers, "")), 0o644); err != nil {
			return err
		}
	}
	text, err := json.MarshalIndent(d, "", "\t")
	if err != nil {
		return err
	}
	return os.WriteFile(sdk.Marker(), append(text, '\n'), 0o644)
}

func (b *builder) writeFiles(sdk toolchain.SDK) error {
	for _, name := range sortedKeys(b.files) {
		f, to := b.files[name], filepath.Join(sdk.Root, name)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		var err error
		if f.link != "" {
			err = os.Symlink(f.link, to)
		} else {
			err = os.WriteFile(to, []byte(f.content), 0o644)
		}
		if err != nil {
			return err
		}
	}
	// The wrappers look elsewhere when the compiler is not there any more.
	compiler := b.compiler.Kind + " " + b.compiler.Path + "\n"
	if err := os.WriteFile(filepath.Join(sdk.Root, "libexec/compiler"), []byte(compiler), 0o644); err != nil {
		return err
	}
	return copyFile(b.opts.ToolPath, filepath.Join(sdk.Root, toolFile))
}

// replacedBy is the library that stands in for an entry's, or "".
func replacedBy(e *entry, entries []*entry) string {
	for _, x := range entries {
		if e.lib != nil && x.lib != nil && x.lib.Replaces == e.lib.Name {
			return x.name
		}
	}
	return ""
}

// contents are the entry's archives and lines of symbols.idx:
// "symbol library selected".
func (e *entry) contents() (archives, symbols []string, err error) {
	archives = []string{}
	err = filepath.WalkDir(e.dir, func(p string, d fs.DirEntry, err error) error {
		if err != nil || !d.Type().IsRegular() || path.Ext(p) != ".a" {
			return err
		}
		rel, err := filepath.Rel(e.dir, p)
		if err != nil {
			return err
		}
		archives = append(archives, rel)
		names, err := archiveSymbols(p)
		for _, n := range names {
			symbols = append(symbols, n+" "+e.name+" selected\n")
		}
		return err
	})
	return archives, symbols, err
}

// unselected are lines of symbols.idx for what libraries have that this SDK
// does not: "symbol library unselected", or "unavailable" when its target
// cannot have the library. The system calls of kernel libraries follow from
// their sources, the rest is what the libraries say; an archive is a symbol
// "-lNAME".
func (b *builder) unselected() (lines []string) {
	state := b.states()
	add := func(symbol, library string) {
		if s := state(library); s != "selected" {
			lines = append(lines, symbol+" "+library+" "+s+"\n")
		}
	}
	for call, library := range b.tables.calls {
		add("uc_sys_"+call, library)
	}
	for library, x := range b.tables.exports {
		for _, s := range x.Symbols {
			add(s, library)
		}
		for _, a := range x.Archives {
			add("-l"+strings.TrimSuffix(strings.TrimPrefix(path.Base(a), "lib"), ".a"), library)
		}
	}
	return lines
}

// unselectedHeaders are lines of headers.idx, in the same form, for the headers of
// libraries that this SDK does not have.
func (b *builder) unselectedHeaders() (lines []string) {
	state := b.states()
	for library, x := range b.tables.exports {
		for _, h := range x.Headers {
			if s := state(library); s != "selected" {
				lines = append(lines, h+" "+library+" "+s+"\n")
			}
		}
	}
	sort.Strings(lines)
	return lines
}

// states tells of a library whether it is "selected", "unselected" or "unavailable".
func (b *builder) states() func(library string) string {
	state := map[string]string{}
	for _, l := range b.available {
		state[l.Name] = "unselected"
	}
	for _, l := range b.libraries {
		state[l.Name] = "selected"
	}
	return func(library string) string { return cmp.Or(state[library], "unavailable") }
}

// Fetch gets the sources of all libraries that an SDK for the target can have,
// so that it can be built without the network later, whatever is selected.
// Compiler and wrapper binary are not needed.
func Fetch(ctx context.Context, opts Options) error {
	s, err := openStore(opts.Store)
	if err != nil {
		return err
	}
	if opts.Reporter == nil {
		opts.Reporter = silent{}
	}
	c, err := opts.choose()
	if err != nil {
		return err
	}
	libraries := c.available
	if err := s.prepare(); err != nil {
		return err
	}
	total := 0
	for _, l := range libraries {
		total += len(l.Sources)
	}
	opts.Reporter.Total(total)
	f := opts.fetcher(s)
	for _, l := range libraries {
		for i := range l.Sources {
			end := opts.Reporter.Begin(l.Sources[i].File)
			_, err := f.get(ctx, &l.Sources[i])
			end(err)
			if err != nil {
				return fmt.Errorf("%s: %w", l.Name, err)
			}
		}
	}
	return nil
}
