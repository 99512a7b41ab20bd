// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Select is what an SDK for the architecture and platform holds as long as
// nobody chooses, in Closure's order, and the pool of just these libraries, in
// which each name that one provides means one.
func (p *Pool) Select(arch, platform string) (*Pool, []*Library, error) {
	target, err := p.Available(arch, platform)
	if err != nil {
		return nil, nil, err
	}
	chosen := map[string]bool{}
	for _, c := range target.Choices() {
		chosen[c.Name] = true
		for _, l := range c.Providers {
			if l != c.Default {
				target = target.without(l)
			}
		}
	}
	for _, l := range target.libraries {
		if l.Unselected {
			target = target.without(l)
		}
	}
	target, _ = target.satisfiable()
	target.chosen = chosen
	libraries, err := target.Closure(target.names())
	return target, libraries, err
}

// Available is all that an SDK for the architecture and platform can hold, if
// not at once: of libraries that provide the same name it holds one. The
// platform's libraries say what the target is. Of the main pool and the
// architecture's pool all is taken whose needs can be met there: no library
// lists platforms.
func (p *Pool) Available(arch, platform string) (*Pool, error) {
	target, haveArch, havePlatform := p.of(arch, platform)
	if !haveArch {
		return nil, fmt.Errorf("pools: no library for architecture %s", arch)
	}
	if !havePlatform {
		return nil, fmt.Errorf("pools: no library for platform %s", platform)
	}
	target, lacks := target.satisfiable()
	for _, l := range p.libraries {
		if l.Pool == PlatformPool && l.Kind == platform && lacks[l.Name] != "" {
			return nil, fmt.Errorf("pools: %s cannot be built for %s: %s", l.Name, arch, chain(l.Name, lacks))
		}
	}
	for _, c := range target.Choices() {
		if c.Default == nil {
			return nil, fmt.Errorf("pools: on %s both %s and %s provide %s: exactly one of those that do must be the default",
				platform, c.Providers[0].Name, c.Providers[1].Name, c.Name)
		}
	}
	return target, nil
}

// Choice is a name that several libraries provide.
type Choice struct {
	Name      string
	Providers []*Library // by name
	Default   *Library   // nil when none or several say so
}

// Choices are the names that several libraries of the pool provide, sorted.
func (p *Pool) Choices() (list []Choice) {
	for _, name := range slices.Sorted(maps.Keys(p.providers)) {
		c := Choice{Name: name, Providers: slices.Clone(p.providers[name])}
		if len(c.Providers) < 2 {
			continue
		}
		slices.SortFunc(c.Providers, func(a, b *Library) int { return strings.Compare(a.Name, b.Name) })
		count := 0
		for _, l := range c.Providers {
			if l.Default {
				c.Default = l
				count++
			}
		}
		if count != 1 {
			c.Default = nil
		}
		list = append(list, c)
	}
	return list
}

func (p *Pool) without(gone *Library) *Pool {
	rest := newPool()
	for _, l := range p.libraries {
		if l != gone {
			rest.add(l)
		}
	}
	return rest
}

// of is the pool without the libraries of other architectures and platforms.
func (p *Pool) of(arch, platform string) (target *Pool, haveArch, havePlatform bool) {
	target = newPool()
	for _, l := range p.libraries {
		switch l.Pool {
		case ArchPool:
			if l.Kind != arch {
				continue
			}
			haveArch = true
		case PlatformPool:
			if l.Kind != platform {
				continue
			}
			havePlatform = true
		}
		target.add(l)
	}
	return target, haveArch, havePlatform
}

// Lacking says why an SDK for the architecture and platform cannot have a
// library: what it needs and nobody provides there. It is empty when it can.
func (p *Pool) Lacking(arch, platform, name string) string {
	l := p.byName[name]
	switch {
	case l == nil:
		return "there is no library " + name
	case l.Pool == ArchPool && l.Kind != arch:
		return name + " is of architecture " + l.Kind
	case l.Pool == PlatformPool && l.Kind != platform:
		return name + " is of platform " + l.Kind
	}
	target, _, _ := p.of(arch, platform)
	_, lacks := target.satisfiable()
	return chain(name, lacks)
}

// Only is the pool of just these libraries, and them in Closure's order. A
// need that is not among them is an error.
func (p *Pool) Only(names []string) (*Pool, []*Library, error) {
	only := newPool()
	for _, l := range p.libraries {
		if slices.Contains(names, l.Name) {
			only.add(l)
		}
	}
	only.chosen = map[string]bool{}
	for _, c := range p.Choices() {
		only.chosen[c.Name] = true
	}
	libraries, err := only.Closure(only.names())
	return only, libraries, err
}

// Chosen tells whether a name is one that a user chose the library for: who
// needs it sees no headers of that library, but those of the one that says
// what is chosen.
func (p *Pool) Chosen(name string) bool { return p.chosen[name] }

// satisfiable is the pool without the libraries whose needs cannot be met, and
// what each of those lacks. Libraries that need each other stay together.
func (p *Pool) satisfiable() (rest *Pool, lacks map[string]string) {
	rest, lacks = p, map[string]string{}
	for {
		next := newPool()
		for _, l := range rest.libraries {
			at := slices.IndexFunc(l.Needs, func(n string) bool { return len(rest.resolve(n)) == 0 })
			if at >= 0 {
				lacks[l.Name] = l.Needs[at]
				continue
			}
			next.add(l)
		}
		if len(next.libraries) == len(rest.libraries) {
			return next, lacks
		}
		rest = next
	}
}

// chain says why a library is not there: a needs b, b needs c.
func chain(name string, lacks map[string]string) string {
	var parts []string
	for lacks[name] != "" {
		parts = append(parts, name+" needs "+lacks[name])
		name = lacks[name]
	}
	return strings.Join(parts, ", ")
}
