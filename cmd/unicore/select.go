// SPDX-License-Identifier: BSD-3-Clause

package main

type selectCommand struct {
	Libraries []string `arg:"" name:"library" help:"Libraries, or their symbols."`
	changeFlags
}

func (selectCommand) Help() string {
	return `What a library needs is selected with it, on every target. The selection is a file,
unicore.config; the next unicore env uses it.

Examples:
  unicore select net-lwip
  unicore select net-netlink zlib -n`
}

func (c *selectCommand) Run(g *globals) error { return c.change(g, allTo("y", c.Libraries)) }
