// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync"

	"unicore/pools"
)

// kernelFlags are what every kernel source is compiled with. The code runs
// on any stack, in interrupts too, so it uses no red zone and no vector
// registers, and steps over no guard page, which is one page below each; frame
// pointers are for backtraces.
func kernelFlags(kind string) []string {
	flags := []string{
		"-std=gnu17", "-Os", "-ffreestanding", "-fno-pie", "-fno-pic", "-mcmodel=small", "-mno-red-zone",
		"-mgeneral-regs-only", "-fno-stack-protector", "-fno-omit-frame-pointer", "-mno-omit-leaf-frame-pointer",
		"-fno-asynchronous-unwind-tables", "-fno-unwind-tables", "-fcf-protection=none", "-fno-strict-aliasing",
		"-fno-common", "-fstack-clash-protection", "-ffunction-sections", "-fdata-sections", "-nostdinc", "-Wall", "-Wextra",
		"-Werror=implicit-function-declaration", // or it would be one that returns an int
	}
	if kind == "clang" {
		flags = append(flags, "-Wno-unknown-warning-option")
	}
	return flags
}

// objects compiles a library of our own into its archive. All names are
// relative to the scratch folder, so that no result depends on where that is.
func (b *builder) objects(ctx context.Context, l *pools.Library, dest string) error {
	flags, err := b.libraryFlags(ctx, l)
	if err != nil {
		return err
	}
	var foreign string
	if len(l.Sources) > 0 {
		if foreign, err = b.source(ctx, l); err != nil {
			return err
		}
	}
	own, theirs, err := l.SourceFiles(os.DirFS(filepath.Join(b.work.dir, foreign)))
	if err != nil {
		return err
	}
	var sources []string
	for _, f := range own {
		sources = append(sources, path.Join(l.Dir, f))
	}
	for _, f := range theirs {
		sources = append(sources, path.Join(foreign, f))
	}
	if err := b.install(l, dest); err != nil {
		return err
	}
	if len(sources) == 0 {
		return checkMembers(l, nil)
	}
	objects := objectNames(append(own, theirs...))
	dir := path.Join("obj", l.Name)
	if err := os.MkdirAll(filepath.Join(b.work.dir, dir), 0o755); err != nil {
		return err
	}
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	var all sync.WaitGroup
	for i, source := range sources {
		objects[i] = path.Join(dir, objects[i])
		all.Go(func() {
			if acquire(ctx, b.tokens) != nil {
				return
			}
			defer func() { <-b.tokens }()
			args := append(append([]string{}, flags...), "-c", source, "-o", objects[i])
			if err := b.command(ctx, l.Name, b.environment(), b.compiler.Path, args...); err != nil {
				cancel(err)
			}
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	archive := filepath.Join(dest, kernelArchive(l.Name))
	if err := b.archive(ctx, archive, objects); err != nil {
		return err
	}
	symbols, err := archiveSymbols(archive)
	if err != nil {
		return err
	}
	return checkMembers(l, symbols)
}

// checkMembers is an error when the library does not define what it says it
// has: else the first application that uses the class would not link.
func checkMembers(l *pools.Library, defined []string) error {
	for _, class := range sortedKeys(l.Members) {
		for _, symbol := range l.Members[class] {
			if !slices.Contains(defined, symbol) {
				return fmt.Errorf("%s/%s: members.%s: no object of the library defines %s", l.Dir, pools.DefinitionFile, class, symbol)
			}
		}
	}
	return nil
}

// kernelArchive is the archive's place in a sysroot.
func kernelArchive(name string) string { return "usr/lib/unicore/lib" + name + ".a" }

func (b *builder) archive(ctx context.Context, file string, objects []string) error {
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	// Objects are named relative to the scratch folder, an archive has
	// their base names only.
	return b.command(ctx, "ar", b.environment(), b.compiler.Archiver, append([]string{"rcsD", file}, objects...)...)
}

// libraryFlags are the compiler's options for one library.
func (b *builder) libraryFlags(ctx context.Context, l *pools.Library) ([]string, error) {
	byOptions, err := b.optionFlags(l)
	if err != nil {
		return nil, err
	}
	flags := append(kernelFlags(b.compiler.Kind), byOptions...)
	for _, dir := range b.compiler.Include {
		flags = append(flags, "-isystem", dir)
	}
	for _, n := range headersOf(b.target, l) {
		if n.Build.Kind != pools.Objects {
			continue
		}
		for _, dir := range n.Build.Include {
			rest, foreign := strings.CutPrefix(dir, pools.SourcePrefix)
			full := path.Join(n.Dir, dir)
			if foreign {
				root, err := b.source(ctx, n)
				if err != nil {
					return nil, err
				}
				full = path.Join(root, rest)
			}
			if exists(filepath.Join(b.work.dir, full)) {
				flags = append(flags, "-I"+full)
			}
		}
	}
	if text, err := b.configHeader(l); err != nil {
		return nil, err
	} else if text != "" {
		flags = append(flags, "-I"+configFolder(l))
	}
	needed := builtNeeds(b.target, l)
	for _, e := range b.entries {
		if e.lib == nil || e.lib.Build.Kind == pools.Objects {
			continue
		}
		if !isLibc(e.lib) && !slices.Contains(needed, e.lib) {
			continue
		}
		dep, err := b.dependency(e)
		if err != nil {
			return nil, err
		}
		flags = append(flags, "-isystem", dep+"/usr/include")
	}
	return append(append(flags, "-include", "uc/base.h"), l.Build.CFlags...), nil
}

// dependency is a name of the entry's folder relative to the scratch folder.
func (b *builder) dependency(e *entry) (string, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	name := "dep/" + e.name
	link := filepath.Join(b.work.dir, name)
	if exists(link) {
		return name, nil
	}
	if err := os.MkdirAll(filepath.Dir(link), 0o755); err != nil {
		return "", err
	}
	return name, os.Symlink(e.dir, link)
}

// install copies the files that go into the sysroot as they are.
func (b *builder) install(l *pools.Library, dest string) error {
	for _, pattern := range l.Build.Files {
		found, err := filepath.Glob(filepath.Join(b.work.dir, l.Dir, pattern))
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return fmt.Errorf("%s: build.files: %q matches no file", l.Dir, pattern)
		}
		for _, f := range found {
			to := filepath.Join(dest, "usr/lib/unicore", l.Kind, filepath.Base(f))
			if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
				return err
			}
			if err := copyFile(f, to); err != nil {
				return err
			}
		}
	}
	return nil
}

// objectNames are short names for maps and messages, unique in the archive.
func objectNames(sources []string) []string {
	count := map[string]int{}
	base := func(s string) string { return strings.TrimSuffix(path.Base(s), path.Ext(s)) }
	for _, s := range sources {
		count[base(s)]++
	}
	names := make([]string, len(sources))
	for i, s := range sources {
		n := base(s)
		if count[n] > 1 {
			n = strings.NewReplacer("/", "_", ".", "_").Replace(s)
		}
		names[i] = n + ".o"
	}
	return names
}
