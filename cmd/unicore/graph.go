// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"unicore/pools/selection"
	"unicore/toolchain"
)

type graphCommand struct {
	Target    string   `arg:"" name:"target" help:"Target, for example kvm-x86_64, or an image."`
	Libraries []string `arg:"" optional:"" name:"library" help:"Only these and what they need."`
	Format    string   `default:"text" placeholder:"FORMAT" help:"text, dot, svg or json (default: text); html for an image."`
	JSON      bool     `name:"json" help:"The same as --format json."`
	selectionFlags
	Verbose bool `short:"v" hidden:"" help:"Accepted like everywhere."`
}

func (graphCommand) Help() string {
	return `Shows which selected library needs which, in any of a joined target's parts; or, as a page for a browser, which pool, library,
object and symbol takes how much of an image.

Examples:
  unicore graph kvm-x86_64 net-lwip
  unicore graph kvm-x86_64 --format svg >libraries.svg
  unicore graph kvm-x86_64 --format dot | dot -Tpdf >libraries.pdf
  unicore graph objs/nginx --format html >nginx.html`
}

type graphNode struct {
	Name  string   `json:"name"`
	Pool  string   `json:"pool"`
	Kind  string   `json:"kind"`
	Needs []string `json:"needs"`

	summary string
}

func (c *graphCommand) Run(g *globals) error {
	if c.JSON {
		c.Format = "json"
	}
	if c.Format == "html" {
		return c.html(g)
	}
	if list, err := toolchain.ParseTargets(c.Target); err == nil && len(list) > 1 {
		return usageError{toolchain.Hint(fmt.Errorf("graph: %s: shows one target", c.Target), "unicore graph %s", list[0])}
	}
	t, err := toolchain.ParseTarget(c.Target)
	if err != nil {
		if _, e := os.Stat(c.Target); e == nil {
			err = toolchain.Hint(fmt.Errorf("%s: is a file, not a target", c.Target), "an image is shown by --format html")
		}
		return usageError{err}
	}
	write := map[string]func(*globals, []graphNode) error{"text": c.text, "dot": c.dot, "svg": c.svg, "json": c.json}[c.Format]
	if write == nil {
		return usageError{toolchain.Hint(fmt.Errorf("%q: no such format", c.Format), "formats: text, dot, svg, json; for an image: html")}
	}
	var all []graphNode
	var lacking error
	for _, part := range t.Parts() {
		nodes, err := c.nodes(g, selection.Target(part))
		var none notSelected
		switch {
		case errors.As(err, &none):
			lacking = err
		case err != nil:
			return err
		}
		all = union(all, nodes)
	}
	for _, name := range c.Libraries {
		if !slices.ContainsFunc(all, func(n graphNode) bool { return n.Name == name }) {
			return lacking
		}
	}
	return write(g, all)
}

// union is what an image of several targets may have, whose kernels differ in some
// libraries.
func union(all, more []graphNode) []graphNode {
	for _, n := range more {
		i := slices.IndexFunc(all, func(o graphNode) bool { return o.Name == n.Name })
		if i < 0 {
			all = append(all, n)
			continue
		}
		for _, need := range n.Needs {
			if !slices.Contains(all[i].Needs, need) {
				all[i].Needs = append(all[i].Needs, need)
			}
		}
	}
	slices.SortFunc(all, func(a, b graphNode) int { return strings.Compare(a.Name, b.Name) })
	return all
}

func (c *graphCommand) nodes(g *globals, target selection.Target) ([]graphNode, error) {
	_, file, err := c.read()
	if err != nil {
		return nil, err
	}
	space, err := c.space()
	if err != nil {
		return nil, err
	}
	config, notes, err := space.Config(target, file)
	if err != nil {
		return nil, err
	}
	for _, n := range notes {
		fmt.Fprintf(g.stderr, "unicore: %s\n", n)
	}
	wanted := config.Libraries()
	var lacking error
	if len(c.Libraries) > 0 {
		wanted, lacking = c.below(space, config)
		var none notSelected
		if lacking != nil && !errors.As(lacking, &none) {
			return nil, lacking
		}
	}
	var nodes []graphNode
	for _, name := range wanted {
		l := space.Library(name)
		nodes = append(nodes, graphNode{l.Name, l.Pool, l.Kind, append([]string{}, config.Needs(name)...), l.Summary})
	}
	return nodes, lacking
}

// notSelected is a library of the command line that a target's image has not.
type notSelected string

func (n notSelected) Error() string { return string(n) + ": is not selected" }

// below are the libraries of the command line and what they need, without those that
// are not selected, for which the error is.
func (c *graphCommand) below(space *selection.Space, config *selection.Config) ([]string, error) {
	var names []string
	var lacking error
	var add func(string)
	add = func(name string) {
		if !slices.Contains(names, name) {
			names = append(names, name)
			for _, n := range config.Needs(name) {
				add(n)
			}
		}
	}
	for i, name := range c.Libraries {
		l := space.Library(name)
		if by := space.Providers(name); l == nil && by != nil {
			return nil, toolchain.Hint(fmt.Errorf("%s: is no library: several provide it", name), "unicore explain %s", name)
		}
		if l == nil {
			err := fmt.Errorf("%q: there is no such library", name)
			if near := space.Near(name); near != "" {
				return nil, toolchain.Hint(err, "did you mean %s?", near)
			}
			return nil, toolchain.Hint(err, "unicore list libraries")
		}
		c.Libraries[i] = l.Name // it may have been named by its symbol
		if !config.On(l.Name) {
			lacking = toolchain.Hint(notSelected(l.Name), "unicore explain %s", l.Name)
			continue
		}
		add(l.Name)
	}
	slices.Sort(names)
	return names, lacking
}

func (c *graphCommand) text(g *globals, nodes []graphNode) error {
	var rows [][]string
	for _, n := range nodes {
		rows = append(rows, []string{n.Name, strings.Join(n.Needs, " ")})
	}
	return table(g.stdout, rows)
}

func (c *graphCommand) json(g *globals, nodes []graphNode) error {
	return printJSON(g.stdout, struct {
		Target    string      `json:"target"`
		Libraries []graphNode `json:"libraries"`
	}{c.Target, nodes})
}

// dot draws a box for each pool and kind. Names are of letters, digits and
// "-_.+" and need no more than quotes.
func (c *graphCommand) dot(g *globals, nodes []graphNode) error {
	var b strings.Builder
	fmt.Fprintf(&b, "digraph %q {\n\trankdir=LR;\n\tnode [shape=box];\n", c.Target)
	boxes := map[string][]graphNode{}
	var order []string
	for _, n := range nodes {
		box := n.Pool + "/" + n.Kind
		if boxes[box] == nil {
			order = append(order, box)
		}
		boxes[box] = append(boxes[box], n)
	}
	for _, box := range order {
		fmt.Fprintf(&b, "\tsubgraph %q {\n\t\tlabel=%q;\n", "cluster_"+box, box)
		for _, n := range boxes[box] {
			fmt.Fprintf(&b, "\t\t%q;\n", n.Name)
		}
		b.WriteString("\t}\n")
	}
	for _, n := range nodes {
		for _, to := range n.Needs {
			fmt.Fprintf(&b, "\t%q -> %q;\n", n.Name, to)
		}
	}
	b.WriteString("}\n")
	_, err := g.stdout.WriteString(b.String())
	return err
}
