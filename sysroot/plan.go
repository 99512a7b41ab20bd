// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"strings"

	"unicore/pools"
	"unicore/toolchain"

	_ "unicore/platforms" // the platform pool
)

// formatVersion is raised when the way of building changes what comes out
// without any of the hashed inputs changing.
const formatVersion = "1"

// hostInclude is where the build machine keeps its headers.
const hostInclude = "/usr/include"

// Plan says which SDK the options ask for.
type Plan struct {
	opts     Options
	store    *Store
	compiler compilerID
	name     string
	full     *fullPlan // made when it is needed
}

// fullPlan is all that is built for an SDK.
type fullPlan struct {
	chosen
	entries []*entry // in the order of libraries, then what is generated
	files   map[string]sdkFile
	headers []headerFolder
	outside map[string]string // hashes of inputs that are no part of unicore
	tables  *tables
	name    string
}

// entry is a result that the store keeps.
type entry struct {
	lib   *pools.Library // nil for what is generated
	name  string
	key   string
	dir   string
	after []*entry // to be built before
}

// planRecord is a plan as it is remembered.
type planRecord struct {
	Name    string
	Headers []headerFolder
	Stamp   string
	Notes   []string
}

// NewPlan finds out which SDK is meant. That is quick when the same program
// has planned the same before: nothing is read but a few files' times.
func NewPlan(ctx context.Context, opts Options) (*Plan, error) {
	opts, err := opts.complete()
	if err != nil {
		return nil, err
	}
	p := &Plan{opts: opts}
	if p.store, err = openStore(opts.Store); err != nil {
		return nil, err
	}
	if p.compiler, err = findCompiler(ctx, p.store, opts.Compiler, opts.Target); err != nil {
		return nil, err
	}
	if opts.pool != nil {
		err := p.complete(ctx)
		if err == nil {
			p.name = p.full.name
		}
		return p, err
	}
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	of := strings.Join([]string{stamp(self), opts.ToolPath, stamp(opts.ToolPath), p.compiler.Identity,
		p.compiler.Path, opts.Target.String()}, "\n")
	if opts.Selection != nil {
		of += "\n" + opts.Selection.Name + "\n" + string(opts.Selection.Data)
	}
	for _, t := range opts.Pools {
		of += "\n" + t.Pool + " " + t.Hash + " " + t.From
	}
	valid := func(r *planRecord) bool {
		st, err := headerStamp(r.Headers)
		return err == nil && st == r.Stamp
	}
	record, err := remembered(p.store, "plan", of, valid, func() (planRecord, error) {
		if err := p.complete(ctx); err != nil {
			return planRecord{}, err
		}
		st, err := headerStamp(p.full.headers)
		return planRecord{p.full.name, p.full.headers, st, p.full.notes}, err
	})
	p.name = record.Name
	for _, n := range record.Notes {
		opts.Reporter.Note("%s", n)
	}
	return p, err
}

// SDK is the finished SDK, if it is there.
func (p *Plan) SDK() (toolchain.SDK, bool) {
	sdk := toolchain.SDK{Root: p.store.path("sdk", p.name), Target: p.opts.Target}
	return sdk, exists(sdk.Marker())
}

// complete makes the full plan.
func (p *Plan) complete(ctx context.Context) error {
	if p.full != nil {
		return nil
	}
	f := &fullPlan{outside: map[string]string{p.compiler.Path: p.compiler.Identity}}
	var err error
	if f.chosen, err = p.opts.choose(); err != nil {
		return err
	}
	tool, err := toolHash(ctx, p.store, p.opts.ToolPath)
	if err != nil {
		return err
	}
	if f.files, err = sdkFiles(p.opts.Target); err != nil {
		return err
	}
	k := &keyer{plan: f, compiler: &p.compiler, store: p.store, tool: newKey("wrappers"), keys: map[string]*entry{}}
	k.tool.add(tool)
	for _, name := range sortedKeys(f.files) {
		k.tool.add(name, f.files[name].content, f.files[name].link)
	}
	k.wrappers = k.tool.sum()
	if err := k.all(); err != nil {
		return err
	}
	sum := newKey("sdk")
	sum.add(p.opts.Target.String(), k.wrappers, f.answers())
	for _, e := range f.entries {
		sum.add(e.name, e.key)
	}
	for _, name := range sortedKeys(f.tables.exports) {
		// Of selected ones the archives themselves count.
		if !slices.ContainsFunc(f.libraries, func(l *pools.Library) bool { return l.Name == name }) {
			x := f.tables.exports[name]
			sum.list("exports "+name, append(slices.Clone(x.Symbols), x.Archives...))
			sum.list("headers "+name, x.Headers)
		}
	}
	f.name = p.opts.Target.String() + "-" + sum.sum()
	p.full = f
	return nil
}

// keyer computes the keys of all entries.
type keyer struct {
	plan     *fullPlan
	compiler *compilerID
	store    *Store
	tool     *key
	wrappers string
	keys     map[string]*entry
	libc     []*entry
}

// all makes the entries. Libraries of the C library come first: their headers
// are an input of everything else.
func (k *keyer) all() error {
	var kernel, rest []*pools.Library
	for _, l := range k.plan.libraries {
		switch {
		case isLibc(l):
			if err := k.library(l, nil, nil); err != nil {
				return err
			}
			k.libc = append(k.libc, k.keys[l.Name])
		case isPrivate(l):
			if err := k.library(l, nil, nil); err != nil {
				return err
			}
		case l.Build.Kind == pools.Objects:
			kernel = append(kernel, l)
		default:
			rest = append(rest, l)
		}
	}
	for _, l := range kernel {
		if err := k.library(l, k.libc, nil); err != nil {
			return err
		}
	}
	var err error
	if k.plan.tables, err = readTables(k.plan); err != nil {
		return err
	}
	generated := k.generated()
	built := append([]*entry{generated}, generated.after...)
	for _, l := range rest {
		if err := k.library(l, k.libc, built); err != nil {
			return err
		}
	}
	for _, l := range k.plan.libraries {
		k.plan.entries = append(k.plan.entries, k.keys[l.Name])
	}
	k.plan.entries = append(k.plan.entries, generated)
	return nil
}

// isLibc tells whether the library is part of what everything is compiled
// against.
func isLibc(l *pools.Library) bool { return l.Pool == pools.MainPool && l.Kind == "libc" }

// isPrivate tells whether the library is headers for kernel libraries alone,
// which an application does not see: those of an interface below the kernel.
func isPrivate(l *pools.Library) bool { return l.Build.Kind == pools.HostHeaders && !isLibc(l) }

// library adds the entry of one. Those of inputs go into its key; those of
// built only have to be there before.
func (k *keyer) library(l *pools.Library, inputs, built []*entry) error {
	h := newKey(l.Build.Kind)
	h.add(l.Name, k.compiler.Identity)
	if err := addFiles(h, l, nil); err != nil {
		return err
	}
	for _, s := range l.Sources {
		h.add(s.SHA256)
	}
	e := &entry{lib: l, name: l.Name, after: append(append([]*entry{}, inputs...), built...)}
	for _, i := range inputs {
		h.add(i.name, i.key)
	}
	switch l.Build.Kind {
	case pools.Objects:
		flags, err := k.plan.optionFlags(l)
		if err != nil {
			return err
		}
		h.list("flags", append(kernelFlags(k.compiler.Kind), flags...))
		text, err := k.plan.configHeader(l)
		if err != nil {
			return err
		}
		if text != "" {
			h.add("config", text)
		}
		for _, n := range headersOf(k.plan.target, l)[1:] {
			if n.Build.Kind != pools.Objects {
				continue
			}
			if err := addFiles(h, n, n.Build.Include); err != nil {
				return err
			}
			for _, s := range n.Sources {
				h.add(s.SHA256)
				h.list("include", n.Build.Include)
			}
		}
	case pools.HostHeaders:
		folders, err := headerFolders(hostInclude, l.Build.Headers, k.compiler.Machine, l.Build.Package)
		if err != nil {
			return err
		}
		sum, err := headerHash(k.store, folders)
		if err != nil {
			return err
		}
		h.add(sum)
		k.plan.outside[l.Build.Package] = sum
		k.plan.headers = append(k.plan.headers, folders...)
	default:
		if !isLibc(l) {
			h.add(k.wrappers)
		}
	}
	// What the library needs and other libraries' build results.
	for _, n := range builtNeeds(k.plan.target, l) {
		ne := k.keys[n.Name]
		if ne == nil {
			return fmt.Errorf("%s: needs %s, which is built later", l.From, n.Name)
		}
		h.add(ne.name, ne.key)
		e.after = append(e.after, ne)
	}
	e.key = h.sum()
	e.dir = k.store.path("lib", e.name+"-"+e.key)
	k.keys[l.Name] = e
	return nil
}

// addFiles adds the library's files, or only those below the folders.
func addFiles(h *key, l *pools.Library, folders []string) error {
	files, err := l.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		if folders != nil && !below(f, folders) {
			continue
		}
		text, err := fs.ReadFile(l.FS, f)
		if err != nil {
			return err
		}
		h.add(l.Dir+"/"+f, string(text))
	}
	return nil
}

func below(file string, folders []string) bool {
	for _, d := range folders {
		if d == "." || strings.HasPrefix(file, d+"/") {
			return true
		}
	}
	return false
}

// builtNeeds are what the library needs and is not source: libraries that it
// names, and to a kernel library private headers also by way of another one.
func builtNeeds(pool *pools.Pool, l *pools.Library) []*pools.Library {
	var list []*pools.Library
	for _, n := range headersOf(pool, l)[1:] {
		direct := slices.ContainsFunc(l.Needs, func(name string) bool { return pool.Library(name) == n })
		if n.Build.Kind != pools.Objects && (direct || l.Build.Kind == pools.Objects && isPrivate(n)) {
			list = append(list, n)
		}
	}
	return list
}

// headersOf is the library, then all whose headers it may include, in the
// order of -I.
func headersOf(pool *pools.Pool, l *pools.Library) []*pools.Library {
	seen := map[string]bool{}
	var list []*pools.Library
	var visit func(l *pools.Library)
	visit = func(l *pools.Library) {
		if l == nil || seen[l.Name] {
			return
		}
		seen[l.Name] = true
		list = append(list, l)
		for _, n := range l.Needs {
			if !pool.Chosen(n) {
				visit(pool.Library(n))
			}
		}
	}
	visit(l)
	// Its header is forced into every kernel source.
	visit(pool.Library("base"))
	return list
}
