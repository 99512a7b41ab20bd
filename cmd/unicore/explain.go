// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"unicore/pools"
	"unicore/pools/kconfig"
	"unicore/pools/nearest"
	"unicore/pools/selection"
	"unicore/sysroot"
	"unicore/toolchain"
)

type explainCommand struct {
	Name   string `arg:"" help:"A library, symbol, system call, header or function."`
	Target string `placeholder:"TARGET" help:"Where to look for headers and functions (default: the environment's, or kvm-x86_64)."`
	JSON   bool   `name:"json" help:"Print JSON."`
	sdkFlags
}

func (explainCommand) Help() string {
	return `Headers and functions are known of what has been built.

Examples:
  unicore explain net-lwip
  unicore explain socket
  unicore explain LIB_ZLIB --json
  unicore explain zlib.h`
}

// explanation is what is known of a name.
type explanation struct {
	Name       string             `json:"name"`
	Libraries  []libraryText      `json:"libraries"`
	Symbol     *symbolText        `json:"symbol,omitempty"`
	SystemCall string             `json:"systemCall,omitempty"`        // the library that defines it
	Missing    *int               `json:"missingSystemCall,omitempty"` // the number of one that none defines
	Files      []sysroot.Provider `json:"files,omitempty"`
	Unbuilt    []string           `json:"unbuilt,omitempty"`
}

type libraryText struct {
	Name     string   `json:"name"`
	Summary  string   `json:"summary"`
	Version  string   `json:"version,omitempty"`
	License  string   `json:"license"`
	Symbol   string   `json:"symbol"`
	Needs    []string `json:"needs"`
	NeededBy []string `json:"neededBy"`
	Provides []string `json:"provides,omitempty"`
	// Bytes is how much there is of it, as it was built last: an image has
	// that in memory at most. 0: not known.
	Bytes int64 `json:"bytes,omitempty"`
	// Alternatives provide the same: a selection has one of them.
	Alternatives []string     `json:"alternatives,omitempty"`
	Targets      []stateOfLib `json:"targets"`
}

type stateOfLib struct {
	Target string `json:"target"`
	On     bool   `json:"on"`
	Why    string `json:"why"`
}

type symbolText struct {
	Name    string            `json:"name"`
	Type    string            `json:"type"`
	Prompt  string            `json:"prompt,omitempty"`
	Help    string            `json:"help,omitempty"`
	Library string            `json:"library,omitempty"` // whose option it is
	Range   []string          `json:"range,omitempty"`   // the least and the most
	Values  map[string]string `json:"values"`
	Reasons []string          `json:"reasons"`
}

func (c *explainCommand) Run(g *globals) error {
	target, err := targetHere(c.Target)
	if err != nil {
		return err
	}
	o, err := c.options(g, target.String())
	if err != nil {
		return err
	}
	space, err := o.Space()
	if err != nil {
		return err
	}
	x := &explainer{space: space}
	for _, t := range space.Targets() {
		config, _, err := space.Config(t, o.Selection)
		if err != nil {
			return err
		}
		x.configs = append(x.configs, config)
	}
	e := explanation{Name: c.Name, Libraries: []libraryText{}}
	shown := map[string]bool{}
	add := func(l *pools.Library) {
		if l != nil && !shown[l.Name] {
			shown[l.Name] = true
			e.Libraries = append(e.Libraries, x.library(l))
		}
	}
	add(space.Library(c.Name))
	for _, l := range space.Providers(c.Name) {
		add(l)
	}
	if len(e.Libraries) == 0 {
		e.Symbol = x.symbol(strings.TrimPrefix(c.Name, "CONFIG_"))
	}
	if len(e.Libraries) == 0 && e.Symbol == nil {
		calls, err := sysroot.SystemCalls(space.Pool())
		if err != nil {
			return err
		}
		e.SystemCall = calls[strings.TrimPrefix(c.Name, "uc_sys_")]
		add(space.Library(e.SystemCall))
		// What could be selected counts, not only what is.
		o.Selection = nil
		plan, err := sysroot.NewPlan(g.ctx, o)
		if err != nil {
			return err
		}
		if e.Files, e.Unbuilt, err = plan.Providers(g.ctx, c.Name); err != nil {
			return err
		}
		for _, f := range e.Files {
			add(space.Library(f.Library))
		}
		if e.SystemCall == "" {
			n, err := plan.CallNumber(g.ctx, c.Name)
			if err != nil {
				return err
			}
			if n >= 0 {
				e.Missing = &n
			}
		}
		if len(e.Libraries) == 0 && e.Missing == nil {
			near := x.space.Near(c.Name)
			if near == "" && len(e.Unbuilt) == 0 {
				names, err := plan.Names()
				if err != nil {
					return err
				}
				for _, call := range slices.Sorted(maps.Keys(calls)) {
					names = append(names, call, "uc_sys_"+call)
				}
				near = nearest.Within(min(len(c.Name)/3, 2), c.Name, names)
			}
			return c.unknown(e.Unbuilt, near, x, target)
		}
	}
	if len(e.Libraries) > 0 {
		// A store that cannot be read is no reason to say nothing else.
		sizes, _ := sysroot.BuiltSizes(c.Store)
		for i := range e.Libraries {
			e.Libraries[i].Bytes = sizes[e.Libraries[i].Name]
		}
	}
	if c.JSON {
		return printJSON(g.stdout, e)
	}
	return e.print(g)
}

func (c *explainCommand) unknown(unbuilt []string, near string, x *explainer, target selection.Target) error {
	err := fmt.Errorf("%q: no library, symbol, system call, header or function", c.Name)
	if near != "" {
		return toolchain.Hint(err, "did you mean %s?", near)
	}
	if len(unbuilt) > 0 {
		way := "UNICORE_CONFIG=/dev/null unicore build " + target.String()
		// Nothing of pools from elsewhere is in that one.
		if out := x.outside(unbuilt); len(out) > 0 {
			unbuilt, way = out, fmt.Sprintf("unicore select %s; unicore build %s", strings.Join(out, " "), target)
		}
		return toolchain.Hint(err, "of %s that is known once it is built: %s", strings.Join(unbuilt, ", "), way)
	}
	return toolchain.Hint(err, "unicore list libraries")
}

type explainer struct {
	space   *selection.Space
	configs []*selection.Config
}

// outside are those of the libraries that are from pools from elsewhere.
func (x *explainer) outside(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool {
		return slices.Contains([]string{pools.ArchPool, pools.MainPool, pools.PlatformPool}, x.space.Pool().Library(name).Pool)
	})
}

func (x *explainer) library(l *pools.Library) libraryText {
	text := libraryText{
		Name: l.Name, Summary: l.Summary, Version: l.Version, License: l.License, Symbol: selection.Symbol(l.Name),
		Needs: append([]string{}, l.Needs...), NeededBy: []string{}, Provides: l.Provides,
		Alternatives: x.space.Alternatives(l.Name),
	}
	for _, other := range x.space.Pool().Libraries() {
		for _, t := range x.space.Targets() {
			choice := x.space.Choice(l.Name)
			if slices.Contains(x.space.Needs(t, other.Name), l.Name) ||
				choice != "" && x.space.Can(t, l.Name) && x.space.Can(t, other.Name) && slices.Contains(other.Needs, choice) {
				text.NeededBy = append(text.NeededBy, other.Name)
				break
			}
		}
	}
	for _, c := range x.configs {
		text.Targets = append(text.Targets, stateOfLib{c.Target().String(), c.On(l.Name), c.Why(l.Name)})
	}
	return text
}

func (x *explainer) symbol(name string) *symbolText {
	var text *symbolText
	for _, c := range x.configs {
		s := c.Lookup(name)
		if s == nil {
			return nil
		}
		if text == nil {
			text = &symbolText{Name: name, Type: s.Type().String(), Values: map[string]string{}}
			if l := c.Owner(s); l != nil {
				text.Library = l.Name
			}
			if lo, hi, ok := s.Range(); ok {
				text.Range = []string{lo, hi}
			}
			for _, n := range s.Nodes() {
				if n.Title() != "" {
					text.Prompt, text.Help = n.Title(), strings.TrimSpace(n.Help())
				}
			}
		}
		text.Values[c.Target().String()] = s.Value()
		for _, line := range c.Explain(s).Lines() {
			text.Reasons = append(text.Reasons, c.Target().String()+": "+line)
		}
	}
	return text
}

func (e *explanation) print(g *globals) error {
	var rows [][]string
	if e.SystemCall != "" {
		rows = append(rows, []string{"system call", e.Name + " is defined by " + e.SystemCall})
	}
	if e.Missing != nil {
		rows = append(rows, []string{"system call", fmt.Sprintf("%s (%d) is defined by no library: it gives ENOSYS, and is named once on the console", e.Name, *e.Missing)})
	}
	for _, f := range e.Files {
		rows = append(rows, []string{"file", f.File + " of " + f.Library})
	}
	if s := e.Symbol; s != nil {
		rows = append(rows, []string{"symbol", s.Name + " (" + s.Type + ")"})
		add := func(what, text string) {
			for line := range strings.Lines(text) {
				rows = append(rows, []string{what, strings.TrimRight(line, "\n")})
				what = ""
			}
		}
		add("prompt", s.Prompt)
		add("option of", s.Library)
		add("range", strings.Join(s.Range, " to "))
		add("help", s.Help)
		if s.Prompt != "" {
			value := "VALUE"
			if s.Type == kconfig.Bool.String() {
				value = "y or =n"
			}
			add("change it", "unicore set "+s.Name+"="+value)
		}
		for _, r := range s.Reasons {
			target, line, _ := strings.Cut(r, ": ")
			rows = append(rows, []string{target, line})
		}
	}
	for _, l := range e.Libraries {
		rows = append(rows, []string{"library", strings.TrimSpace(l.Name+" "+l.Version) + ": " + l.Summary},
			[]string{"licence", l.License}, []string{"symbol", l.Symbol})
		if len(l.Provides) > 0 {
			rows = append(rows, []string{"provides", strings.Join(l.Provides, " ")})
		}
		if len(l.Alternatives) > 0 {
			rows = append(rows, []string{"instead of it", strings.Join(l.Alternatives, " ")})
		}
		if l.Bytes > 0 {
			rows = append(rows, []string{"size", fmt.Sprintf("at most %d bytes of an image's memory, as built last", l.Bytes)})
		}
		rows = append(rows, []string{"needs", orNothing(l.Needs)}, []string{"needed by", orNothing(l.NeededBy)})
		for _, t := range l.Targets {
			rows = append(rows, []string{t.Target, map[bool]string{true: "on", false: "off"}[t.On] + ": " + t.Why})
		}
	}
	return table(g.stdout, rows)
}

func orNothing(list []string) string {
	if len(list) == 0 {
		return "nothing"
	}
	return strings.Join(list, " ")
}
