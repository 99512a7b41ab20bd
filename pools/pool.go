// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"sort"
	"strings"

	"unicore/pools/nearest"
)

// Tree is a folder of libraries to load.
type Tree struct {
	Pool string // ArchPool, MainPool, PlatformPool, or the name of one from elsewhere
	Path string // its place in the project
	From string // its place for messages, if that is another one
	Hash string // of the libraries of a pool from elsewhere
	FS   fs.FS
}

// Pool is a set of libraries with unique names.
type Pool struct {
	libraries []*Library // by name
	byName    map[string]*Library
	providers map[string][]*Library // of names that libraries provide
	chosen    map[string]bool       // names of which the pool has one provider of several
}

func newPool() *Pool {
	return &Pool{byName: map[string]*Library{}, providers: map[string][]*Library{}}
}

func (p *Pool) add(l *Library) {
	p.libraries = append(p.libraries, l)
	p.byName[l.Name] = l
	for _, n := range l.Provides {
		p.providers[n] = append(p.providers[n], l)
	}
}

// Load reads all definitions of the trees and checks that they fit together.
func Load(trees ...Tree) (*Pool, error) {
	p := newPool()
	for _, t := range trees {
		if err := p.loadTree(t); err != nil {
			return nil, fmt.Errorf("pools: %w", err)
		}
	}
	sort.Slice(p.libraries, func(i, j int) bool { return p.libraries[i].Name < p.libraries[j].Name })
	for _, name := range slices.Sorted(maps.Keys(p.providers)) {
		if l := p.byName[name]; l != nil {
			return nil, fmt.Errorf("pools: %s provides %s, which is the name of %s", p.providers[name][0].From, name, l.From)
		}
	}
	if _, err := p.Closure(p.names()); err != nil {
		return nil, err
	}
	return p, p.checkMembers()
}

// Definitions are the libraries of one tree, each checked for itself.
func Definitions(t Tree) ([]*Library, error) {
	p := newPool()
	if err := p.loadTree(t); err != nil {
		return nil, fmt.Errorf("pools: %w", err)
	}
	return p.libraries, nil
}

func (p *Pool) names() (names []string) {
	for _, l := range p.libraries {
		names = append(names, l.Name)
	}
	return names
}

func (p *Pool) loadTree(t Tree) error {
	return fs.WalkDir(t.FS, ".", func(file string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() || d.Name() != DefinitionFile {
			return nil
		}
		text, err := fs.ReadFile(t.FS, file)
		if err != nil {
			return err
		}
		from := t.From
		if from == "" {
			from = t.Path
		}
		shown := path.Join(from, file)
		l, err := read(string(text), shown)
		if err != nil {
			return err
		}
		dir := path.Dir(file)
		if l.FS, err = fs.Sub(t.FS, dir); err != nil {
			return err
		}
		l.Pool, l.Dir, l.From = t.Pool, path.Join(t.Path, dir), path.Join(from, dir)
		l.Kind, _, _ = strings.Cut(dir, "/")
		if l.Build.Kind == Script {
			if _, err := fs.Stat(l.FS, ScriptFile); err != nil {
				return fmt.Errorf("%s: kind script, and no %s", shown, ScriptFile)
			}
		}
		if other := p.byName[l.Name]; other != nil {
			return &Clash{fmt.Sprintf("%s: the name %s is taken by %s", shown, l.Name, other.From), t.Pool}
		}
		p.add(l)
		return nil
	})
}

// Clash is a name that two libraries have.
type Clash struct {
	Text string
	Pool string // of the second one
}

func (e *Clash) Error() string { return e.Text }

// Libraries are all libraries, by name.
func (p *Pool) Libraries() []*Library { return slices.Clone(p.libraries) }

// Library is the one with this name, or the only one that provides it, or nil.
func (p *Pool) Library(name string) *Library {
	if found := p.resolve(name); len(found) == 1 {
		return found[0]
	}
	return nil
}

// resolve is the libraries that a name stands for.
func (p *Pool) resolve(name string) []*Library {
	if l := p.byName[name]; l != nil {
		return []*Library{l}
	}
	return p.providers[name]
}

// Closure is the named libraries and all that they need, each after what it
// needs and otherwise by name. A name that no library has or provides is an
// error, and so is a circle, unless nothing in it is built by a script: kernel
// libraries are linked as a group, and headers may name each other.
func (p *Pool) Closure(names []string) ([]*Library, error) {
	const (
		visiting = 1
		done     = 2
	)
	state := map[string]int{}
	var result []*Library
	var path []string
	var visit func(name string) error
	enter := func(l *Library) error {
		switch state[l.Name] {
		case done:
			return nil
		case visiting:
			at := slices.Index(path, l.Name)
			if p.noScript(path[at:]) {
				return nil
			}
			return fmt.Errorf("pools: libraries need each other in a circle: %s",
				strings.Join(append(path[at:], l.Name), " → "))
		}
		state[l.Name] = visiting
		path = append(path, l.Name)
		for _, n := range slices.Sorted(slices.Values(l.Needs)) {
			if err := visit(n); err != nil {
				return err
			}
		}
		path = path[:len(path)-1]
		state[l.Name] = done
		result = append(result, l)
		return nil
	}
	visit = func(name string) error {
		found := p.resolve(name)
		if len(found) == 0 {
			err := fmt.Errorf("pools: there is no library %s", name)
			if len(path) > 0 {
				err = fmt.Errorf("pools: %s needs %s: there is no such library", path[len(path)-1], name)
			}
			if near := p.nearest(name); near != "" {
				err = fmt.Errorf("%w (the nearest name is %s)", err, near)
			}
			return err
		}
		for _, l := range found {
			if err := enter(l); err != nil {
				return err
			}
		}
		return nil
	}
	for _, n := range slices.Sorted(slices.Values(names)) {
		if err := visit(n); err != nil {
			return nil, err
		}
	}
	return result, nil
}

func (p *Pool) noScript(names []string) bool {
	for _, n := range names {
		if p.byName[n].Build.Kind == Script {
			return false
		}
	}
	return true
}

// nearest is the name that differs least, if it differs little.
func (p *Pool) nearest(name string) string {
	best, near := 3, ""
	for _, n := range append(p.names(), slices.Sorted(maps.Keys(p.providers))...) {
		if d := nearest.Distance(name, n); d < best {
			best, near = d, n
		}
	}
	return near
}
