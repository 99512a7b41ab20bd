// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"strings"

	"unicore/platforms"
	"unicore/pools/selection"
	"unicore/toolchain"
)

type listCommand struct {
	What string `arg:"" enum:"targets,libraries,platforms" help:"targets, libraries or platforms."`
	JSON bool   `name:"json" help:"Print JSON."`
	// Verbose adds columns.
	Verbose bool `short:"v" help:"Show more about each."`
	selectionFlags
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

// libraries shows those of all targets: one is on or off where a target can
// have it.
func (c *listCommand) libraries(*globals) ([][]string, any, error) {
	type object struct {
		Name    string   `json:"name"`
		Summary string   `json:"summary"`
		Pool    string   `json:"pool"`
		Kind    string   `json:"kind"`
		Version string   `json:"version,omitempty"`
		License string   `json:"license"`
		Needs   []string `json:"needs"`
		Targets []string `json:"targets"` // that can have it
		On      []string `json:"on"`      // where it is selected
	}
	_, file, err := c.read()
	if err != nil {
		return nil, nil, err
	}
	space, err := c.space()
	if err != nil {
		return nil, nil, err
	}
	var configs []*selection.Config
	for _, t := range space.Targets() {
		config, _, err := space.Config(t, file)
		if err != nil {
			return nil, nil, err
		}
		configs = append(configs, config)
	}
	rows := [][]string{{"library", "version", "state", "summary"}}
	if c.Verbose {
		rows = [][]string{{"library", "version", "pool", "kind", "licence", "state", "targets", "summary", "needs"}}
	}
	objects := []object{}
	for _, l := range space.Pool().Libraries() {
		o := object{l.Name, l.Summary, l.Pool, l.Kind, l.Version, l.License, append([]string{}, l.Needs...), []string{}, []string{}}
		for _, config := range configs {
			t := config.Target()
			if space.Can(t, l.Name) {
				o.Targets = append(o.Targets, t.String())
			}
			if config.On(l.Name) {
				o.On = append(o.On, t.String())
			}
		}
		objects = append(objects, o)
		state := "off"
		if len(o.On) > 0 {
			state = "on"
		}
		row := []string{l.Name, l.Version, state, l.Summary}
		if c.Verbose {
			row = []string{l.Name, l.Version, l.Pool, l.Kind, l.License, state, strings.Join(o.Targets, " "), l.Summary, strings.Join(l.Needs, " ")}
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
