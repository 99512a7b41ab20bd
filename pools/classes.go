// SPDX-License-Identifier: BSD-3-Clause

package pools

import (
	"fmt"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"slices"
	"strings"
)

var classForm = regexp.MustCompile(`(?m)^\s*(?:extern\s+)?UC_DECLARE_CLASS\((\w+)\)`)

// Classes are the classes that headers of the library declare, sorted.
func (l *Library) Classes() ([]string, error) {
	if l.Build.Kind != Objects {
		return nil, nil
	}
	files, err := l.Files()
	if err != nil {
		return nil, err
	}
	classes := map[string]bool{}
	for _, f := range files {
		if path.Ext(f) != ".h" {
			continue
		}
		text, err := fs.ReadFile(l.FS, f)
		if err != nil {
			return nil, err
		}
		for _, m := range classForm.FindAllStringSubmatch(string(text), -1) {
			classes[m[1]] = true
		}
	}
	return slices.Sorted(maps.Keys(classes)), nil
}

// checkMembers is an error when a library joins a class that no header which
// it sees declares: nobody would ever ask for its members.
func (p *Pool) checkMembers() error {
	declared := map[string][]string{} // libraries by class
	for _, l := range p.libraries {
		classes, err := l.Classes()
		if err != nil {
			return err
		}
		for _, c := range classes {
			declared[c] = append(declared[c], l.Name)
		}
	}
	for _, l := range p.libraries {
		for _, class := range slices.Sorted(maps.Keys(l.Members)) {
			if err := p.checkMember(l, class, declared); err != nil {
				return err
			}
		}
	}
	return nil
}

func (p *Pool) checkMember(l *Library, class string, declared map[string][]string) error {
	by := declared[class]
	if len(by) == 0 {
		return fmt.Errorf("pools: %s: members: no header declares the class %s; there are %s", l.From, class,
			strings.Join(slices.Sorted(maps.Keys(declared)), ", "))
	}
	seen, err := p.Closure([]string{l.Name})
	if err != nil {
		return err
	}
	if slices.ContainsFunc(seen, func(s *Library) bool { return slices.Contains(by, s.Name) }) {
		return nil
	}
	return fmt.Errorf("pools: %s: members: the class %s is declared by %s, which must be in needs", l.From, class, strings.Join(by, " and "))
}
