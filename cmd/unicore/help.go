// SPDX-License-Identifier: BSD-3-Clause

package main

type helpCommand struct {
	Command string `arg:"" optional:"" help:"The command to explain."`
}

func (helpCommand) Help() string {
	return `Examples:
  unicore help
  unicore help run`
}

// Run is the command's --help.
func (c *helpCommand) Run(g *globals) error {
	args := []string{"--help"}
	if c.Command != "" {
		args = []string{c.Command, "--help"}
	}
	return g.main(args)
}
