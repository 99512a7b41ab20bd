// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"runtime"
	"runtime/debug"
)

// version is the release that this source is, or becomes.
const version = "0.1.0"

type versionCommand struct {
	JSON    bool `name:"json" help:"Print JSON."`
	Verbose bool `short:"v" help:"Show what the program was built from."`
}

func (versionCommand) Help() string {
	return `Examples:
  unicore version
  unicore version --json`
}

func (c *versionCommand) Run(g *globals) error {
	info := struct {
		Version  string `json:"version"`
		Revision string `json:"revision,omitempty"`
		Go       string `json:"go"`
	}{Version: version, Go: runtime.Version()}
	if b, ok := debug.ReadBuildInfo(); ok {
		for _, s := range b.Settings {
			if s.Key == "vcs.revision" {
				info.Revision = s.Value
			}
		}
	}
	if c.JSON {
		return printJSON(g.stdout, info)
	}
	fmt.Fprintln(g.stdout, "unicore", info.Version)
	if c.Verbose {
		if info.Revision != "" {
			fmt.Fprintln(g.stdout, "revision", info.Revision)
		}
		fmt.Fprintln(g.stdout, "built with", info.Go)
	}
	return nil
}
