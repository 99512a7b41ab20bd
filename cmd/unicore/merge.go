// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"unicore/pools/selection"
	"unicore/toolchain"
)

type mergeCommand struct {
	Fragments []string `arg:"" name:"fragment" help:"Files of answers, such as the lines of unicore config show."`
	changeFlags
}

func (mergeCommand) Help() string {
	return `Takes the answers of all fragments into the selection, all or none. Where two say
something else of the same symbol, the later one counts, and both are named.

Examples:
  unicore merge small.config net.config
  unicore merge -n /usr/share/unicore/hardened.config`
}

// placed is an answer with the line that it stands in.
type placed struct {
	selection.Answer
	at string
}

func (c *mergeCommand) Run(g *globals) error {
	var files []*selection.File
	var bad selection.Errors
	for _, name := range c.Fragments {
		file, err := readSelection(name)
		var lines selection.Errors
		if errors.As(err, &lines) {
			bad = append(bad, lines...)
			continue
		}
		if err != nil {
			return err
		}
		if file == nil {
			return &fs.PathError{Op: "merge", Path: name, Err: fs.ErrNotExist}
		}
		files = append(files, file)
	}
	if len(bad) > 0 {
		return bad
	}
	return c.apply(g, func(s *selection.Space, file *selection.File) (*selection.Changed, error) {
		answers, last, err := c.answers(g, s, files)
		if err != nil {
			return nil, err
		}
		r, err := s.Change(file, answers)
		if err != nil {
			err = whichLine(s, file, answers, last, err)
		}
		return r, err
	})
}

// answers are those of all files: of each symbol the last, and where that is.
func (c *mergeCommand) answers(g *globals, s *selection.Space, files []*selection.File) (answers []selection.Answer, last map[string]placed, err error) {
	var order []string
	last = map[string]placed{}
	for _, file := range files {
		list, err := s.Answers(file)
		if err != nil {
			return nil, nil, err
		}
		for _, a := range list {
			p := placed{a.Answer, fmt.Sprintf("%s:%d", file.Name, a.Line)}
			if was, ok := last[a.Name]; !ok {
				order = append(order, a.Name)
			} else if was.Value != a.Value {
				fmt.Fprintf(g.stderr, "unicore: %s: %s=%s contradicts %s=%s in %s; the later one counts\n",
					p.at, a.Name, a.Value, was.Name, was.Value, was.at)
			}
			last[a.Name] = p
		}
	}
	for _, name := range order {
		answers = append(answers, last[name].Answer)
	}
	return answers, last, nil
}

// whichLine names the lines of all answers that cannot be, by themselves or with one that
// can, which is named as well. If it is no answer's doing it is the error of all.
func whichLine(s *selection.Space, file *selection.File, answers []selection.Answer, last map[string]placed, all error) error {
	try := func(answers ...selection.Answer) error {
		_, err := s.Change(file, answers)
		return err
	}
	if try() != nil {
		return all
	}
	found := map[string][]error{}
	var good []selection.Answer
	for _, a := range selection.InOrder(answers) {
		err := try(append(slices.Clone(good), a)...)
		if err == nil {
			good = append(good, a)
			continue
		}
		if alone := try(a); alone != nil {
			found[a.Name] = append(found[a.Name], hinted(last[a.Name].at, alone))
			continue
		}
		paired := false
		for _, b := range good {
			if try(b) != nil || try(b, a) == nil {
				continue
			}
			paired = true
			first, second := b, a
			if slices.Index(answers, a) < slices.Index(answers, b) {
				first, second = a, b
			}
			found[first.Name] = append(found[first.Name],
				toolchain.Hint(fmt.Errorf("%s: %s=%s contradicts %s=%s in %s", last[first.Name].at, first.Name, first.Value, second.Name, second.Value, last[second.Name].at),
					"leave one of them out; unicore explain %s tells what it needs", first.Name))
		}
		if !paired {
			found[a.Name] = append(found[a.Name], hinted(last[a.Name].at, err))
		}
	}
	var bad selection.Errors
	for _, a := range answers {
		bad = append(bad, found[a.Name]...)
	}
	if len(bad) == 0 {
		return all
	}
	return bad
}

// hinted is an error with the place that it is about in front of it.
func hinted(at string, err error) error {
	var known *selection.Error
	if !errors.As(err, &known) {
		return err
	}
	return toolchain.Hint(fmt.Errorf("%s: %s", at, known.Msg), "%s", known.Way)
}
