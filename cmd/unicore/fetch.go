// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"

	"unicore/sysroot"
	"unicore/toolchain"
)

type fetchCommand struct {
	Target     string `arg:"" optional:"" help:"Target whose libraries' sources are fetched (default: every target)."`
	Recipe     string `placeholder:"FILE" type:"path" help:"Fetch the source that this file names instead."`
	Into       string `placeholder:"DIR" type:"path" help:"With --recipe: unpack the source there."`
	PrintCache bool   `help:"Only print the folder that keeps sources; --sources takes it on another machine."`
	sdkFlags
}

func (fetchCommand) Help() string {
	return `A source counts as fetched when its sha256 is the one of its definition, wherever it
came from: the store, a folder of --sources, the distribution's source package or
its author's site.

Examples:
  unicore fetch
  unicore fetch --sources /media/sources --offline
  unicore fetch --recipe tests/apps/nginx.toml --into nginx-1.22.1`
}

func (c *fetchCommand) Run(g *globals) error {
	if c.Into != "" && c.Recipe == "" {
		return usageError{toolchain.Hint(errors.New("--into: without --recipe"), "unicore fetch --help")}
	}
	o, err := c.options(g, c.Target)
	if err != nil {
		return err
	}
	if c.PrintCache {
		dir, err := sysroot.SourceFolder(c.Store)
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(g.stdout, dir)
		return err
	}
	if c.Recipe != "" {
		return sysroot.FetchRecipe(g.ctx, o, c.Recipe, c.Into)
	}
	targets := toolchain.Targets()
	if c.Target != "" {
		targets = []toolchain.Target{o.Target}
	}
	for _, o.Target = range targets {
		if err := sysroot.Fetch(g.ctx, o); err != nil {
			return err
		}
	}
	return nil
}
