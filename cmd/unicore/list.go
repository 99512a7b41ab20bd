// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"strings"

	"unicore/platforms"
	"unicore/pools"
	"unicore/toolchain"
)

type listCommand struct {
	What string `arg:"" enum:"targets,libraries,platforms" help:"targets, libraries or platforms."`
	JSON bool   `name:"json" help:"Print JSON."`
	// Verbose adds columns.
	Verbose bool `short:"v" help:"Show more about each."`
}

func (listCommand) Help() string {
	return `Examples:
  unicore list targets
  unicore list libraries -v
  unicore list libraries --json`
}

func (c *listCommand) Run(g *globals) error {
	list := map[string]func(*globals) ([][]string, any, error){
		"targets": c.targets, "libraries": c.libraries, "platforms": c.platforms,
	}[c.What]
	rows, objects, err := list(g)
	if err != nil {
		return err
	}
	if c.JSON {
		return printJSON(g.stdout, objects)
	}
	return table(g.stdout, rows)
}

func (c *listCommand) targets(*globals) ([][]string, any, error) {
	type object struct {
		Name     string `json:"name"`
		Platform string `json:"platform"`
		Arch     string `json:"arch"`
		Triplet  string `json:"triplet"`
	}
	rows := [][]string{{"target", "platform"}}
	if c.Verbose {
		rows[0] = append(rows[0], "triplet")
	}
	objects := []object{}
	for _, t := range toolchain.Targets() {
		objects = append(objects, object{t.String(), t.Platform, t.Arch, t.Triplet()})
		p, err := platforms.Find(t.Platform)
		if err != nil {
			return nil, nil, err
		}
		row := []string{t.String(), p.Summary}
		if c.Verbose {
			row = append(row, t.Triplet())
		}
		rows = append(rows, row)
	}
	return rows, objects, nil
}

func (c *listCommand) libraries(*globals) ([][]string, any, error) {
	type object struct {
		Name    string   `json:"name"`
		Summary string   `json:"summary"`
		Pool    string   `json:"pool"`
		Kind    string   `json:"kind"`
		Version string   `json:"version,omitempty"`
		License string   `json:"license"`
		Needs   []string `json:"needs"`
	}
	pool, err := pools.Default()
	if err != nil {
		return nil, nil, err
	}
	rows := [][]string{{"library", "version", "summary"}}
	if c.Verbose {
		rows = [][]string{{"library", "version", "pool", "kind", "licence", "summary", "needs"}}
	}
	objects := []object{}
	for _, l := range pool.Libraries() {
		objects = append(objects, object{l.Name, l.Summary, l.Pool, l.Kind, l.Version, l.License, append([]string{}, l.Needs...)})
		row := []string{l.Name, l.Version, l.Summary}
		if c.Verbose {
			row = []string{l.Name, l.Version, l.Pool, l.Kind, l.License, l.Summary, strings.Join(l.Needs, " ")}
		}
		rows = append(rows, row)
	}
	return rows, objects, nil
}

func (c *listCommand) platforms(*globals) ([][]string, any, error) {
	rows := [][]string{{"platform", "summary"}}
	if c.Verbose {
		rows[0] = append(rows[0], "architectures", "machines")
	}
	for _, p := range platforms.All() {
		row := []string{p.Name, p.Summary}
		if c.Verbose {
			row = append(row, strings.Join(p.Archs, " "), strings.Join(p.Machines, " "))
		}
		rows = append(rows, row)
	}
	return rows, platforms.All(), nil
}
