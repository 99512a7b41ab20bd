// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"unicore/platforms"
	"unicore/pools"
	"unicore/pools/outside"
	"unicore/pools/regular"
	"unicore/pools/selection"
	"unicore/sysroot"
	"unicore/toolchain"
)

// selectionFlags are those of all commands that look at the selection.
type selectionFlags struct {
	Config string `placeholder:"FILE" env:"UNICORE_CONFIG" help:"Selection of libraries (default: unicore.config here or in a folder above, or the user's own)."`
}

func (f *selectionFlags) place() (selection.Place, error) {
	return selection.Find(".", f.Config, os.Getenv)
}

// toWrite reads the selection that a change is written to; it need not be there yet.
func (f *selectionFlags) toWrite() (selection.Place, *selection.File, error) {
	if f.Config == os.DevNull {
		return selection.Place{}, nil, usageError{toolchain.Hint(errors.New("--config /dev/null: nothing can be written there"), "name a file")}
	}
	p, err := f.place()
	if err != nil {
		return p, nil, err
	}
	file, err := readSelection(p.Path)
	return p, file, err
}

// alone is alone for the selection that counts here.
func (f *selectionFlags) alone(g *globals) (done func(), err error) {
	p, err := f.place()
	if err != nil || f.Config == os.DevNull {
		return func() {}, err
	}
	return alone(g.ctx, p.Path, func() {
		fmt.Fprintf(g.stderr, "unicore: waiting for another unicore that changes what is in %s\n", filepath.Dir(p.Path))
	})
}

// read reads the selection that counts here; there may be none.
func (f *selectionFlags) read() (selection.Place, *selection.File, error) {
	if f.Config == os.DevNull {
		return selection.Place{Path: f.Config, From: "none"}, nil, nil
	}
	p, err := f.place()
	switch {
	case err != nil:
		return p, nil, err
	case !p.There && p.From == "none":
		return p, nil, nil
	case !p.There:
		return p, nil, toolchain.Hint(fmt.Errorf("%s: there is no such selection", p.Path), "it comes from --config or UNICORE_CONFIG")
	}
	file, err := readSelection(p.Path)
	return p, file, err
}

// readSelection reads a file of answers; nil when there is none.
func readSelection(path string) (*selection.File, error) {
	data, err := regular.Read(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	return selection.ParseFile(shortPath(path), data)
}

// shortPath is the path relative to the current folder when that is shorter.
func shortPath(path string) string {
	if dir, err := os.Getwd(); err == nil && filepath.IsAbs(path) {
		if rel, err := filepath.Rel(dir, path); err == nil && len(rel) < len(path) {
			return rel
		}
	}
	return path
}

// targetHere is the target that is meant when none is given: the
// environment's first, or the first that there is.
func targetHere(name string) (selection.Target, error) {
	if name == "" {
		name = os.Getenv("UNICORE_TARGET")
	}
	if name == "" {
		return selection.Target(toolchain.Targets()[0]), nil
	}
	list, err := toolchain.ParseTargets(name)
	if err != nil {
		return selection.Target{}, usageError{err}
	}
	return selection.Target(list[0].Parts()[0]), nil
}

// partHere is targetHere for commands that show the answers of one target. Those of a
// joined one are its parts'; where the environment has one, the first is shown.
func partHere(g *globals, command, name string) (selection.Target, error) {
	named := name != ""
	if !named {
		name = os.Getenv("UNICORE_TARGET")
	}
	target, err := targetHere(name)
	if err != nil || name == "" {
		return target, err
	}
	list, err := toolchain.ParseTargets(name)
	several, joined := len(list) > 1, err == nil && list[0].Joined()
	switch {
	case err != nil:
	case named && several:
		err = usageError{toolchain.Hint(fmt.Errorf("%s: %s: shows one target", command, name), "unicore %s %s", command, list[0])}
	case named && joined:
		var ways []string
		for _, t := range list[0].Parts() {
			ways = append(ways, "unicore "+command+" "+t.String())
		}
		err = usageError{toolchain.Hint(fmt.Errorf("%s: %s: each part has answers of its own", command, name),
			"%s; what is changed there holds for all of them", strings.Join(ways, "; "))}
	case joined:
		fmt.Fprintf(g.stderr, "unicore: %s of %s: each part has answers of its own\n", target, list[0])
	case several:
		fmt.Fprintf(g.stderr, "unicore: %s, the first of %s\n", target, name)
	}
	return target, err
}

// changeFlags are those of the commands that change the selection.
type changeFlags struct {
	DryRun bool `short:"n" help:"Only say what would change."`
	JSON   bool `name:"json" help:"Print JSON."`
	selectionFlags
	Verbose bool `short:"v" hidden:"" help:"Accepted like everywhere."`
}

// changeReport is what a change is in JSON.
type changeReport struct {
	File       string            `json:"file"`
	Written    bool              `json:"written"`
	Selected   []string          `json:"selected"`
	Unselected []string          `json:"unselected"`
	Values     map[string]string `json:"values,omitempty"`
	Notes      []string          `json:"notes,omitempty"`
}

// change gives answers, writes the file and says what came of it.
func (f *changeFlags) change(g *globals, answers []selection.Answer) error {
	return f.apply(g, func(s *selection.Space, file *selection.File) (*selection.Changed, error) {
		return s.Change(file, answers)
	})
}

func (f *changeFlags) apply(g *globals, do func(*selection.Space, *selection.File) (*selection.Changed, error)) error {
	if !f.DryRun {
		done, err := f.alone(g)
		if err != nil {
			return err
		}
		defer done()
	}
	p, file, err := f.toWrite()
	if err != nil {
		return err
	}
	space, err := f.space()
	if err != nil {
		return err
	}
	r, err := do(space, file)
	if err != nil {
		return err
	}
	written := false
	if before := file; !f.DryRun && (before != nil && string(before.Data) != string(r.Text) || before == nil && len(r.Text) > 0) {
		if err := replace(p.Path, r.Text); err != nil {
			return err
		}
		written = true
	}
	if f.JSON {
		report := changeReport{p.Path, written, append([]string{}, r.On...), append([]string{}, r.Off...), map[string]string{}, r.Notes}
		for _, v := range r.Values {
			report.Values[v.Name] = v.Value
		}
		return printJSON(g.stdout, report)
	}
	return f.print(g, space, p, r, written)
}

func (f *changeFlags) print(g *globals, s *selection.Space, p selection.Place, r *selection.Changed, written bool) error {
	asked := map[string]bool{}
	for _, a := range r.Asked {
		if l := s.Library(a.Name); l != nil {
			asked[l.Name] = true
			if !slices.Contains(r.On, l.Name) && !slices.Contains(r.Off, l.Name) {
				fmt.Fprintf(g.stdout, "%s: is %s already\n", l.Name, map[string]string{"y": "selected", "n": "unselected"}[a.Value])
			}
		}
	}
	both := append(slices.Clone(r.On), r.Off...)
	print := func(done string, list []string, why func(a, b string) string) {
		for _, name := range list {
			reason := ""
			for _, other := range both {
				if text := why(name, other); !asked[name] && other != name && text != "" && (reason == "" || asked[other]) {
					reason = ", " + text
				}
			}
			fmt.Fprintf(g.stdout, "%s: %s%s\n", name, done, reason)
		}
	}
	needs := func(a, b string) bool {
		return slices.ContainsFunc(s.Targets(), func(t selection.Target) bool { return slices.Contains(s.Needs(t, a), b) })
	}
	replaces := func(a, b string) bool { return s.Choice(a) != "" && s.Choice(a) == s.Choice(b) }
	// standsIn is the library that one stands in for, where the other needs that.
	standsIn := func(a, b string) string {
		if l := s.Library(a); l.Replaces != "" && needs(b, l.Replaces) {
			return l.Replaces
		}
		return ""
	}
	print("selected", r.On, func(name, other string) string {
		switch on := slices.Contains(r.On, other); {
		case on && needs(other, name):
			return other + " needs it"
		case !on && replaces(name, other):
			return "it provides " + s.Choice(name)
		}
		return ""
	})
	print("unselected", r.Off, func(name, other string) string {
		switch off := slices.Contains(r.Off, other); {
		case off && needs(name, other):
			return "it needs " + other
		case !off && replaces(name, other):
			return other + " provides " + s.Choice(name)
		case !off && standsIn(name, other) != "":
			return other + " needs " + standsIn(name, other)
		case !off && standsIn(other, name) != "":
			return "it needs " + standsIn(other, name) + ", for which " + other + " stands in"
		}
		return ""
	})
	for _, v := range r.Values {
		fmt.Fprintf(g.stdout, "%s=%s\n", v.Name, v.Value)
	}
	for _, n := range r.Notes {
		fmt.Fprintf(g.stderr, "unicore: %s\n", n)
	}
	if written {
		fmt.Fprintf(g.stderr, "unicore: %s is written\n", shortPath(p.Path))
		if t := os.Getenv("UNICORE_TARGET"); t != "" {
			which := ""
			if f.Config != os.Getenv("UNICORE_CONFIG") {
				which = " --config " + platforms.ShellQuote([]string{f.Config})
			}
			fmt.Fprintf(g.stderr, "hint: for this shell: eval \"$(unicore env %s%s)\"\n", t, which)
		}
	}
	return nil
}

func allTo(value string, names []string) (answers []selection.Answer) {
	for _, n := range names {
		answers = append(answers, selection.Answer{Name: n, Value: value})
	}
	return answers
}

// poolList is the list of pools from elsewhere that belongs to the selection.
func (f *selectionFlags) poolList() (*outside.List, error) {
	if f.Config == os.DevNull {
		return &outside.List{}, nil
	}
	p, err := f.place()
	if err != nil {
		return nil, err
	}
	file := outside.FileFor(p.Path)
	if err := selection.Trusted(file); err != nil {
		return nil, err
	}
	list, err := outside.Read(file)
	if err != nil {
		return nil, toolchain.PathCause(err)
	}
	return list, nil
}

// trees are the pools of that list.
func (f *selectionFlags) trees() ([]pools.Tree, error) {
	list, err := f.poolList()
	if err != nil {
		return nil, err
	}
	return list.Load()
}

// space is all that can be selected, for every target.
func (f *selectionFlags) space() (*selection.Space, error) {
	trees, err := f.trees()
	if err != nil {
		return nil, err
	}
	return sysroot.Options{Pools: trees}.Space()
}
