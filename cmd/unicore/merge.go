// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"

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
	var order []string
	last := map[string]placed{}
	for _, name := range c.Fragments {
		file, err := readSelection(name)
		if err != nil {
			return err
		}
		if file == nil {
			return &fs.PathError{Op: "merge", Path: name, Err: fs.ErrNotExist}
		}
		for _, a := range file.Answers() {
			p := placed{a.Answer, fmt.Sprintf("%s:%d", shortPath(name), a.Line)}
			if was, ok := last[a.Name]; !ok {
				order = append(order, a.Name)
			} else if was.Value != a.Value {
				fmt.Fprintf(g.stderr, "unicore: %s: %s=%s contradicts %s=%s in %s; the later one counts\n",
					p.at, a.Name, a.Value, was.Name, was.Value, was.at)
			}
			last[a.Name] = p
		}
	}
	var answers []selection.Answer
	for _, name := range order {
		answers = append(answers, last[name].Answer)
	}
	return c.apply(g, answers, func(s *selection.Space, file *selection.File) (*selection.Changed, error) {
		r, err := s.Change(file, answers)
		var known *selection.Error
		if errors.As(err, &known) {
			err = whichLine(s, file, answers, last, known)
		}
		return r, err
	})
}

// whichLine names the line of the answer that cannot be, and that of the one which
// it cannot be with.
func whichLine(s *selection.Space, file *selection.File, answers []selection.Answer, last map[string]placed, e *selection.Error) error {
	for i, a := range answers {
		rest, ok := strings.CutPrefix(strings.TrimPrefix(e.Msg, `"`), a.Name)
		if !ok || rest != "" && !strings.ContainsAny(rest[:1], `=: "`) {
			continue
		}
		at := last[a.Name].at
		for n := i + 2; n <= len(answers); n++ {
			if _, err := s.Change(file, answers[:i+1]); err != nil {
				break // it is nobody else's doing
			}
			if _, err := s.Change(file, answers[:n]); err != nil {
				other := last[answers[n-1].Name]
				return toolchain.Hint(fmt.Errorf("%s: %s=%s contradicts %s=%s in %s", at, a.Name, a.Value, other.Name, other.Value, other.at),
					"leave one of them out; unicore explain %s tells what it needs", a.Name)
			}
		}
		return toolchain.Hint(fmt.Errorf("%s: %s", at, e.Msg), "%s", e.Way)
	}
	return e
}
