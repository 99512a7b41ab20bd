// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"

	"unicore/pools/kconfig"
	"unicore/pools/kconfig/menu"
	"unicore/pools/selection"
	"unicore/toolchain"
)

type menuconfigCommand struct {
	Target string `arg:"" optional:"" help:"Target whose libraries are shown (default: the environment's, or kvm-x86_64)."`
	selectionFlags
	Verbose bool `short:"v" hidden:"" help:"Accepted like everywhere."`
}

func (menuconfigCommand) Help() string {
	return `The keys are those of the kernel's menuconfig: ? helps, / searches. What is saved is
what unicore select and others write: a file for all targets.

What stands behind a library is how much of it there is, as it was built last: an image
has that at most, for it takes only what it needs. A library that was not built yet has no
such figure.

Examples:
  unicore menuconfig
  unicore menuconfig xen-x86_64 --config small.config`
}

func (c *menuconfigCommand) Run(g *globals) error {
	target, err := partHere(g, "menuconfig", c.Target)
	if err != nil {
		return err
	}
	p, file, err := c.toWrite()
	if err != nil {
		return err
	}
	space, err := c.space()
	if err != nil {
		return err
	}
	config, notes, err := space.Config(target, file)
	if err != nil {
		return err
	}
	sizes := findSizes()
	wrote := ""
	real, err := filepath.Abs(p.Path)
	if err != nil {
		return err
	}
	seen := map[string]string{real: textOf(file)} // what files said when they were looked at last
	_, err = menu.Run(config.Config, menu.Options{
		File: shortPath(p.Path),
		Note: func(s *kconfig.Symbol) string {
			if l := space.Library(s.Name()); l != nil && strings.HasPrefix(s.Name(), selection.Prefix) {
				return sizes.text(l.Name)
			}
			return ""
		},
		Redraw: sizes.found,
		Save: func(k *kconfig.Config, path string) error {
			err := saveMenu(g.ctx, space, target, k, path, seen)
			if err == nil {
				wrote = path
			}
			return err
		},
		Advice: func(s *kconfig.Symbol, value string) string { return advice(space, s, value) },
	})
	var terminal *menu.TerminalError
	switch {
	case errors.Is(err, menu.ErrNoTerminal):
		return toolchain.Hint(fmt.Errorf("menuconfig: %w", err), "from scripts: unicore select, unselect and set")
	case errors.As(err, &terminal):
		return toolchain.Hint(fmt.Errorf("menuconfig: %w", err), "TERM=xterm unicore menuconfig; without a screen: unicore select, unselect and set")
	}
	for _, n := range notes {
		fmt.Fprintf(g.stderr, "unicore: %s\n", n)
	}
	if wrote != "" {
		fmt.Fprintf(g.stderr, "unicore: %s is written\n", shortPath(wrote))
	}
	return err
}

// saveMenu brings a file to what the menu shows: what is not so yet is changed
// on every target. A file that says something else than it was seen to is left alone
// once: the menu shows what it was.
func saveMenu(ctx context.Context, space *selection.Space, target selection.Target, shown *kconfig.Config, path string, seen map[string]string) error {
	done, err := alone(ctx, path, nil)
	if err != nil {
		return err
	}
	defer done()
	file, err := readSelection(path)
	if err != nil {
		return err
	}
	real, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	if was, is := seen[real]; is && was != textOf(file) {
		seen[real] = textOf(file)
		return errors.New("the file was changed meanwhile: to save again undoes that")
	}
	config, _, err := space.Config(target, file)
	if err != nil {
		return err
	}
	var answers []selection.Answer
	for _, s := range shown.Symbols() {
		if s.Visibility() == kconfig.No {
			continue // it follows from others
		}
		if is := config.Lookup(s.Name()); is.Value() != s.Value() {
			answers = append(answers, selection.Answer{Name: s.Name(), Value: s.Value()})
		}
	}
	r, err := space.Change(file, answers)
	if err != nil {
		return err
	}
	if err = replace(path, r.Text); err == nil {
		seen[real] = string(r.Text)
	}
	return err
}

// textOf is what a file says that need not be there.
func textOf(file *selection.File) string {
	if file == nil {
		return ""
	}
	return string(file.Data)
}

// advice is the command that does what the menu would.
func advice(space *selection.Space, s *kconfig.Symbol, value string) string {
	l := space.Library(s.Name())
	switch {
	case l == nil:
		return "unicore set " + s.Name() + "=" + value
	case value == "y":
		return "unicore select " + l.Name
	}
	return "unicore unselect " + l.Name
}
