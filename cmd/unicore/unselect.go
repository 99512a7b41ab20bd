// SPDX-License-Identifier: BSD-3-Clause

package main

type unselectCommand struct {
	Libraries []string `arg:"" name:"library" help:"Libraries, or their symbols."`
	changeFlags
}

func (unselectCommand) Help() string {
	return `What needs the library is unselected with it. What the platform or the C library
needs stays.

Examples:
  unicore unselect net-lwip
  unicore unselect net-socket -n`
}

func (c *unselectCommand) Run(g *globals) error { return c.change(g, allTo("n", c.Libraries)) }
