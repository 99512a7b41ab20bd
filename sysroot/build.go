// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"

	"unicore/pools"
	"unicore/toolchain"
)

// Build makes the SDK unless it is there. Of two builds at once one waits for
// the other; a build that fails or is cancelled leaves only finished
// libraries behind.
func (p *Plan) Build(ctx context.Context) (toolchain.SDK, error) {
	sdk, ok := p.SDK()
	if ok {
		return sdk, nil
	}
	if err := p.complete(ctx); err != nil {
		return sdk, err
	}
	if err := p.store.prepare(); err != nil {
		return sdk, err
	}
	note := p.opts.Reporter.Note
	lock, err := p.store.lock(ctx, "sdk-"+p.name, func() { note("waiting for another unicore to build %s", p.opts.Target) })
	if err != nil {
		return sdk, err
	}
	defer lock.unlock()
	if _, ok := p.SDK(); ok {
		return sdk, nil
	}
	if err := p.buildScripts(ctx); err != nil {
		return sdk, err
	}
	b, err := p.newBuilder(ctx)
	if err != nil {
		return sdk, err
	}
	defer b.close()
	p.sayWhatChanged()
	if err := b.run(ctx, b.entries, b.assembleSDK); err != nil {
		return sdk, p.store.diskFull(err)
	}
	p.rememberOutside()
	return sdk, nil
}

// buildScripts builds the libraries whose scripts find out what there is by
// linking programs: with everything that the target can have, so that what
// comes out does not depend on what is selected.
func (p *Plan) buildScripts(ctx context.Context) error {
	missing := map[string]bool{}
	for _, e := range p.full.entries {
		if e.lib != nil && e.lib.Build.Kind == pools.Script && !isLibc(e.lib) && !exists(e.dir) {
			missing[e.name] = true
		}
	}
	if p.opts.Selection == nil || len(missing) == 0 {
		return nil
	}
	o := p.opts
	o.Selection = nil
	all, err := NewPlan(ctx, o)
	if err != nil {
		return err
	}
	if err := all.complete(ctx); err != nil {
		return err
	}
	b, err := all.newBuilder(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	return p.store.diskFull(b.run(ctx, before(b.entries, missing), nil))
}

// before are the named entries and all that has to be there for them.
func before(entries []*entry, names map[string]bool) (list []*entry) {
	seen := map[*entry]bool{}
	var visit func(e *entry)
	visit = func(e *entry) {
		if seen[e] {
			return
		}
		seen[e] = true
		for _, a := range e.after {
			visit(a)
		}
		list = append(list, e)
	}
	for _, e := range entries {
		if names[e.name] {
			visit(e)
		}
	}
	return list
}

// builder is one build going on.
type builder struct {
	*fullPlan
	opts     Options
	store    *Store
	compiler *compilerID
	work     *scratch
	root     string // work.dir by a name without special characters
	fetch    *fetcher
	slots    chan struct{} // entries being built
	tokens   chan struct{} // processes
	mu       sync.Mutex
	unpacked map[string]*unpackedSource
}

type unpackedSource struct {
	once sync.Once
	dir  string
	err  error
}

func (o Options) fetcher(s *Store) *fetcher {
	return &fetcher{store: s, folders: o.Sources, offline: o.Offline, note: o.Reporter.Note}
}

func (p *Plan) newBuilder(ctx context.Context) (*builder, error) {
	work, err := p.store.newScratch(ctx)
	if err != nil {
		return nil, err
	}
	b := &builder{
		fullPlan: p.full, opts: p.opts, store: p.store, compiler: &p.compiler, work: work, root: work.dir,
		fetch:    p.opts.fetcher(p.store),
		slots:    make(chan struct{}, p.opts.Jobs+1),
		tokens:   make(chan struct{}, p.opts.Jobs),
		unpacked: map[string]*unpackedSource{},
	}
	if err := b.plainRoot(); err != nil {
		b.close()
		return nil, err
	}
	for _, l := range b.libraries {
		if err := b.writeLibrary(l); err != nil {
			b.close()
			return nil, p.store.diskFull(err)
		}
	}
	return b, nil
}

func (b *builder) close() {
	b.work.remove()
}

// plainRoot finds a name for the scratch folder that makefiles and shell
// scripts which do not quote can work with.
func (b *builder) plainRoot() error {
	odd := func(r rune) bool {
		return !strings.ContainsRune("/._-+", r) && (r < '0' || r > '9') && (r < 'A' || r > 'Z') && (r < 'a' || r > 'z')
	}
	if strings.IndexFunc(b.root, odd) < 0 {
		return nil
	}
	dir := os.TempDir()
	if strings.IndexFunc(dir, odd) >= 0 {
		dir = "/tmp"
	}
	for range 100 {
		f, err := os.CreateTemp(dir, "unicore-build-")
		if err != nil {
			return err
		}
		f.Close()
		os.Remove(f.Name())
		if err = b.work.linkFrom(f.Name()); err == nil {
			b.root = f.Name()
			return nil
		}
		if !errors.Is(err, fs.ErrExist) {
			return err
		}
	}
	return errors.New("no name for a temporary link")
}

// writeLibrary writes the library's files below the scratch folder, at their
// place in the project.
func (b *builder) writeLibrary(l *pools.Library) error {
	files, err := l.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		text, err := fs.ReadFile(l.FS, f)
		if err != nil {
			return err
		}
		to := filepath.Join(b.work.dir, l.Dir, f)
		if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(to, text, 0o644); err != nil {
			return err
		}
	}
	text, err := b.configHeader(l)
	if err != nil {
		return err
	}
	if text == "" || l.Build.Kind != pools.Objects {
		return nil
	}
	to := filepath.Join(b.work.dir, configFolder(l), "uc/config.h")
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return os.WriteFile(to, []byte(text), 0o644)
}

// configFolder is where the library's <uc/config.h> is, below the scratch
// folder.
func configFolder(l *pools.Library) string { return "config/" + l.Name }

// run builds what is missing of the entries, and then the SDK, if that is what
// they are for.
func (b *builder) run(ctx context.Context, entries []*entry, assemble func(context.Context) error) error {
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	done := map[*entry]chan struct{}{}
	var missing []*entry
	for _, e := range entries {
		if !exists(e.dir) {
			missing = append(missing, e)
			done[e] = make(chan struct{})
		}
	}
	steps := len(missing)
	if assemble != nil {
		steps++
	}
	b.opts.Reporter.Total(steps)
	var all sync.WaitGroup
	for _, e := range missing {
		all.Go(func() {
			for _, before := range e.after {
				if c := done[before]; c != nil {
					select {
					case <-c:
					case <-ctx.Done():
						return
					}
				}
			}
			if err := b.entry(ctx, e); err != nil {
				cancel(err)
				return
			}
			close(done[e])
		})
	}
	all.Wait()
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	if assemble == nil {
		return nil
	}
	end := b.opts.Reporter.Begin("SDK")
	err := assemble(ctx)
	end(err)
	return err
}

// acquire takes a place in a semaphore.
func acquire(ctx context.Context, c chan struct{}) error {
	select {
	case c <- struct{}{}:
		return ctx.Err()
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (b *builder) entry(ctx context.Context, e *entry) (err error) {
	waiting := func() { b.opts.Reporter.Note("waiting for another unicore to build %s", e.name) }
	lock, err := b.store.lock(ctx, "lib-"+e.name+"-"+e.key, waiting)
	if err != nil {
		return err
	}
	defer lock.unlock()
	if err := acquire(ctx, b.slots); err != nil {
		return err
	}
	defer func() { <-b.slots }()
	end := b.opts.Reporter.Begin(e.name)
	defer func() { end(err) }()
	if exists(e.dir) {
		return nil
	}
	dest := filepath.Join(b.work.dir, "dest", e.name)
	if err := os.MkdirAll(dest, 0o755); err != nil {
		return err
	}
	switch {
	case e.lib == nil:
		err = b.generate(ctx, e, dest)
	case e.lib.Build.Kind == pools.Objects:
		err = b.objects(ctx, e.lib, dest)
	case e.lib.Build.Kind == pools.Script:
		err = b.script(ctx, e, dest)
	default:
		err = b.hostHeaders(e.lib, dest)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", e.name, err)
	}
	return b.store.publish(dest, e.dir)
}

// source unpacks the library's source once; its place relative to the scratch
// folder.
func (b *builder) source(ctx context.Context, l *pools.Library) (string, error) {
	b.mu.Lock()
	u := b.unpacked[l.Name]
	if u == nil {
		u = &unpackedSource{}
		b.unpacked[l.Name] = u
	}
	b.mu.Unlock()
	u.once.Do(func() {
		var file string
		if file, u.err = b.fetch.get(ctx, &l.Sources[0]); u.err != nil {
			return
		}
		u.dir = "src/" + l.Name
		dir := filepath.Join(b.work.dir, u.dir)
		if u.err = os.MkdirAll(dir, 0o755); u.err == nil {
			u.err = extract(ctx, file, dir)
		}
	})
	return u.dir, u.err
}

// command runs a program of a build in the scratch folder with a process
// token taken; what it prints is part of the error.
func (b *builder) command(ctx context.Context, name string, env []string, program string, args ...string) error {
	cmd := exec.Command(program, args...)
	cmd.Dir = b.root
	cmd.Env = env
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := runChild(ctx, cmd, b.work.lock)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("%s: %w\n%s", filepath.Base(program), err, lastLines(out.String(), 40))
	}
	b.opts.Reporter.Output(name, out.String())
	return nil
}

// environment is what build processes see: nothing of the user's settings.
func (b *builder) environment(more ...string) []string {
	path := "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
	for _, tool := range []string{b.compiler.Archiver, b.compiler.Path} {
		if dir := filepath.Dir(tool); !strings.Contains(":"+path+":", ":"+dir+":") {
			path = dir + ":" + path
		}
	}
	return append([]string{
		"PATH=" + path, "LC_ALL=C", "TZ=UTC0", "SOURCE_DATE_EPOCH=0", "SHELL=/bin/sh",
		"HOME=" + filepath.Join(b.root, "home"), "TMPDIR=" + filepath.Join(b.root, "temp"),
	}, more...)
}
