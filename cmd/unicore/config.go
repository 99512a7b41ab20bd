// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"bytes"
	"fmt"

	"unicore/pools/selection"
	"unicore/toolchain"
)

type configCommand struct {
	What   string `arg:"" enum:"show,diff,default,clean,path" help:"show: every answer; diff: those that are no defaults; default: take all back; clean: take the lines away whose symbols do not exist; path: the file."`
	Target string `arg:"" optional:"" help:"Target to show (default: the environment's, or kvm-x86_64)."`
	changeFlags
}

func (configCommand) Help() string {
	return `The selection is the file that --config or UNICORE_CONFIG names, or unicore.config in
the current folder or the nearest one above, or unicore/config in the user's
configuration folder. Without one, everything that the target can have is selected.

Examples:
  unicore config show kvm-x86_64 >full.config
  unicore config diff
  unicore config default -n
  unicore config clean
  unicore config path`
}

func (c *configCommand) Run(g *globals) error {
	if c.Target != "" && (c.What == "path" || c.What == "default" || c.What == "clean") {
		return usageError{toolchain.Hint(fmt.Errorf("config %s: %s: one file holds for all targets", c.What, c.Target), "unicore config %s", c.What)}
	}
	switch c.What {
	case "path":
		return c.path(g)
	case "default":
		return c.apply(g, (*selection.Space).Defaults)
	case "clean":
		return c.apply(g, (*selection.Space).Clean)
	}
	target, err := partHere(g, "config "+c.What, c.Target)
	if err != nil {
		return err
	}
	_, file, err := c.read()
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
	for _, n := range notes {
		fmt.Fprintf(g.stderr, "unicore: %s\n", n)
	}
	if c.What == "diff" {
		return c.diff(g, space, config, target)
	}
	if c.JSON {
		values := map[string]string{}
		for _, s := range config.Symbols() {
			if s.Written() {
				values[s.Name()] = s.Value()
			}
		}
		return printJSON(g.stdout, values)
	}
	var b bytes.Buffer
	if err := config.WriteConfig(&b); err != nil {
		return err
	}
	_, err = g.stdout.Write(b.Bytes())
	return err
}

// diff shows which values are not the defaults.
func (c *configCommand) diff(g *globals, space *selection.Space, config *selection.Config, target selection.Target) error {
	plain, _, err := space.Config(target, nil)
	if err != nil {
		return err
	}
	type object struct {
		Symbol  string `json:"symbol"`
		Library string `json:"library,omitempty"`
		Value   string `json:"value"`
		Default string `json:"default"`
	}
	objects := []object{}
	var rows [][]string
	for _, s := range config.Symbols() {
		value, was := s.Value(), plain.Lookup(s.Name()).Value()
		if space.Library(s.Name()) == nil {
			if !s.Written() { // the option of a library that is off
				continue
			}
			if !plain.Lookup(s.Name()).Written() { // or was: what it is by itself now
				was = value
				if _, set := s.Answer(); set {
					s.Reset()
					was = s.Value()
					if err := s.Set(value); err != nil {
						return err
					}
				}
			}
		}
		if was != value {
			o := object{Symbol: s.Name(), Value: value, Default: was}
			if l := space.Library(s.Name()); l != nil {
				o.Library = l.Name
			}
			objects = append(objects, o)
			rows = append(rows, []string{o.Symbol + "=" + o.Value, "default " + was, o.Library})
		}
	}
	if c.JSON {
		return printJSON(g.stdout, objects)
	}
	return table(g.stdout, rows)
}

func (c *configCommand) path(g *globals) error {
	p, err := c.place()
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(g.stdout, p)
	}
	if !p.There {
		fmt.Fprintln(g.stderr, "unicore: there is no selection; unicore select and others would write this file")
	}
	_, err = fmt.Fprintln(g.stdout, p.Path)
	return err
}
