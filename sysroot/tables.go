// SPDX-License-Identifier: BSD-3-Clause

package sysroot

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"

	"unicore/pools"
)

// tables are what the libraries' sources say about system calls and classes.
type tables struct {
	// calls is which library defines a system call, selected or not.
	calls  map[string]string
	places map[string]string // the file in which it does
	// exports are what libraries say that programs link them for, selected
	// or not.
	exports map[string]pools.Exports
	// classes are the members of each class that any header declares or
	// any selected library joins, in the libraries' order.
	classes map[string][]string
}

var (
	callInC   = regexp.MustCompile(`(?m)^UC_SYSCALL\w*\(\s*(\w+)`)
	callInAsm = regexp.MustCompile(`(?m)^\s*uc_sys_(\w+):`)
)

func newTables() *tables {
	return &tables{map[string]string{}, map[string]string{}, map[string]pools.Exports{}, map[string][]string{}}
}

func readTables(plan *fullPlan) (*tables, error) {
	t := newTables()
	if err := t.scanAll(plan.all); err != nil {
		return nil, err
	}
	for _, l := range plan.all.Libraries() {
		x, err := l.Exports()
		if err != nil {
			return nil, err
		}
		if len(x.Symbols)+len(x.Archives)+len(x.Headers) > 0 {
			t.exports[l.Name] = x
		}
	}
	byName := slices.Clone(plan.libraries)
	slices.SortFunc(byName, func(a, b *pools.Library) int { return strings.Compare(a.Name, b.Name) })
	for _, l := range byName {
		for _, class := range sortedKeys(l.Members) {
			t.classes[class] = append(t.classes[class], l.Members[class]...)
		}
	}
	return t, nil
}

func (t *tables) scanAll(p *pools.Pool) error {
	for _, l := range p.Libraries() {
		if err := t.scan(l); err != nil {
			return err
		}
	}
	return nil
}

// SystemCalls is which library of a pool defines each system call.
func SystemCalls(p *pools.Pool) (map[string]string, error) {
	t := newTables()
	return t.calls, t.scanAll(p)
}

func (t *tables) scan(l *pools.Library) error {
	if l.Build.Kind != pools.Objects {
		return nil
	}
	files, err := l.Files()
	if err != nil {
		return err
	}
	for _, f := range files {
		ext := path.Ext(f)
		if ext != ".c" && ext != ".S" {
			continue
		}
		data, err := fs.ReadFile(l.FS, f)
		if err != nil {
			return err
		}
		form := callInC
		if ext == ".S" {
			form = callInAsm
		}
		for _, m := range form.FindAllStringSubmatch(string(data), -1) {
			if other := t.calls[m[1]]; other != "" && other != l.Name {
				return fmt.Errorf("%s/%s: system call %s is also defined by %s, %s", l.From, f, m[1], other, t.places[m[1]])
			}
			t.calls[m[1]] = l.Name
			t.places[m[1]] = l.From + "/" + f
		}
	}
	classes, err := l.Classes()
	for _, c := range classes {
		t.classes[c] = nil
	}
	return err
}

// generated is the entry of the archives that follow from the selection.
func (k *keyer) generated() *entry {
	h := newKey("generated")
	h.add(k.compiler.Identity, generatorVersion)
	e := &entry{name: "generated"}
	for _, l := range k.libc {
		h.add(l.name, l.key)
	}
	t := k.plan.tables
	for _, c := range sortedKeys(t.calls) {
		h.add("call", c, t.calls[c])
		if !slices.ContainsFunc(k.plan.available, func(l *pools.Library) bool { return l.Name == t.calls[c] }) {
			h.add("unavailable")
		}
	}
	for _, c := range sortedKeys(t.classes) {
		h.list(c, t.classes[c])
	}
	for _, l := range k.plan.libraries {
		h.add("selected", l.Name)
		if l.Build.Kind == pools.Objects {
			e.after = append(e.after, k.keys[l.Name])
		}
	}
	e.after = append(e.after, k.libc...)
	e.key = h.sum()
	e.dir = k.store.path("lib", e.name+"-"+e.key)
	return e
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }
