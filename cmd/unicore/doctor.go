// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"sync"

	"unicore/toolchain"
)

type doctorCommand struct {
	JSON    bool `name:"json" help:"Print JSON."`
	Verbose bool `short:"v" help:"Say what each program is for."`
}

func (doctorCommand) Help() string {
	return `Shows where each external program was found, its version, and the package that
installs it. Fails when one that is required is missing.

Examples:
  unicore doctor
  unicore doctor --json`
}

type finding struct {
	toolchain.Tool
	Path    string `json:"path,omitempty"`
	Version string `json:"version,omitempty"`
	Problem string `json:"problem,omitempty"`
}

func (c *doctorCommand) Run(g *globals) error {
	tools := toolchain.Tools()
	found := make([]finding, len(tools))
	var wait sync.WaitGroup
	for i, t := range tools {
		wait.Add(1)
		go func() {
			defer wait.Done()
			f := &found[i]
			f.Tool = t
			var err error
			if f.Path, err = toolchain.FindTool(t.Name); err != nil {
				f.Problem = toolchain.ErrNotFound.Error()
				return
			}
			if t.Mute {
				return
			}
			if f.Version, err = toolchain.Version(g.ctx, f.Path); err != nil {
				f.Problem = "does not run"
			}
		}()
	}
	wait.Wait()
	missing := ""
	packages := map[string]bool{}
	for _, f := range found {
		if f.Required && f.Problem != "" && !packages[f.Package] {
			packages[f.Package] = true
			missing += " " + f.Package
		}
	}
	if err := c.print(g, found); err != nil {
		return err
	}
	if missing != "" {
		return toolchain.Hint(fmt.Errorf("doctor: required programs are missing"), "apt-get install%s", missing)
	}
	return nil
}

func (c *doctorCommand) print(g *globals, found []finding) error {
	if c.JSON {
		return printJSON(g.stdout, found)
	}
	// Colours are last in a row: their letters would count as width.
	rows := [][]string{{"program", "version", "package", "path", ""}}
	for _, f := range found {
		path, state := f.Path, colour(g.stdout, green, "ok")
		switch {
		case f.Problem != "" && f.Required:
			state = colour(g.stdout, red, f.Problem+", required")
		case f.Problem != "":
			state = colour(g.stdout, yellow, f.Problem+", optional")
		}
		if path == "" {
			path = "-"
		}
		row := []string{f.Name, f.Version, f.Package, path, state}
		if c.Verbose {
			row[4] += " (" + f.Purpose + ")"
		}
		rows = append(rows, row)
	}
	return table(g.stdout, rows)
}
