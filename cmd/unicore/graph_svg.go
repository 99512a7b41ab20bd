// SPDX-License-Identifier: BSD-3-Clause

package main

import (
	"encoding/xml"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"unicore/pools/layered"
)

// svgStyle colours pools, lightly so that names are read on them; a viewer
// that prefers the dark gets it.
const svgStyle = `
svg{background:#fff;font:12px ui-monospace,monospace}
rect{fill:#eceff4;stroke:#8893a5}
.arch rect{fill:#fbe3d0;stroke:#c47a3a}
.platform rect{fill:#d9ecd9;stroke:#4f8f4f}
.main rect{fill:#dde8f8;stroke:#5a7fb5}
text{fill:#1a1f29;text-anchor:middle;dominant-baseline:central}
path{fill:none;stroke:#55606e;stroke-width:1.1}
g:hover rect{stroke-width:2.5}
@media(prefers-color-scheme:dark){
svg{background:#14181f}
rect{fill:#2b313b;stroke:#8893a5}
.arch rect{fill:#4d3320;stroke:#c47a3a}
.platform rect{fill:#223d22;stroke:#68a868}
.main rect{fill:#22344f;stroke:#6f97d1}
text{fill:#e8ecf2}
path{stroke:#9aa6b5}
marker path{fill:#9aa6b5}}
marker path{fill:#55606e;stroke:none}
`

// svg draws a box for each library; an arrow leads to what it needs. Arrows
// that follow from others (a needs b, b needs c, a needs c) are left out: with
// them nobody could follow any.
func (c *graphCommand) svg(g *globals, nodes []graphNode) error {
	const (
		margin    = 16
		character = 7.3 // of the font, about
		height    = 22
	)
	number := map[string]int{}
	boxes := make([]layered.Node, len(nodes))
	for i, n := range nodes {
		number[n.Name] = i
		boxes[i] = layered.Node{Width: character*float64(utf8.RuneCountInString(n.Name)) + 14, Height: height}
	}
	var edges []layered.Edge
	for i, n := range nodes {
		for _, to := range n.Needs {
			if j, ok := number[to]; ok {
				edges = append(edges, layered.Edge{From: i, To: j})
			}
		}
	}
	edges = withoutImplied(len(nodes), edges)
	w, h := layered.Place(boxes, edges)

	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" width="%.0f" height="%.0f" viewBox="%d %d %.0f %.0f" role="img" aria-labelledby="title desc">`+"\n",
		w+2*margin, h+2*margin, -margin, -margin, w+2*margin, h+2*margin)
	fmt.Fprintf(&b, "<title id=\"title\">Libraries of %s and what they need</title>\n", escape(c.Target))
	fmt.Fprintf(&b, "<desc id=\"desc\">%d libraries. An arrow leads to what a library needs; those that follow from others are left out. As text: unicore graph %s</desc>\n", len(nodes), escape(c.Target))
	fmt.Fprintf(&b, "<style>%s</style>\n", svgStyle)
	b.WriteString(`<marker id="to" viewBox="0 0 8 8" refX="8" refY="4" markerWidth="7" markerHeight="7" orient="auto-start-reverse"><path d="M0 0 8 4 0 8z"/></marker>` + "\n")
	for _, e := range edges {
		end := "marker-end"
		if boxes[e.To].X < boxes[e.From].X { // it closes a circle, and leads back
			end = "marker-start"
		}
		fmt.Fprintf(&b, `<path %s="url(#to)" d="%s"><title>%s needs %s</title></path>`+"\n", end, curve(e.Path),
			escape(nodes[e.From].Name), escape(nodes[e.To].Name))
	}
	for i, n := range nodes {
		x := boxes[i]
		fmt.Fprintf(&b, `<g class="%s"><title>%s: %s (%s pool)</title><rect x="%.1f" y="%.1f" width="%.1f" height="%d" rx="4"/><text x="%.1f" y="%.1f">%s</text></g>`+"\n",
			escape(n.Pool), escape(n.Name), escape(n.summary), escape(n.Pool), x.X-x.Width/2, x.Y-x.Height/2, x.Width, height, x.X, x.Y, escape(n.Name))
	}
	b.WriteString("</svg>\n")
	_, err := g.stdout.WriteString(b.String())
	return err
}

// curve goes through the points, level at each.
func curve(points []layered.Point) string {
	var b strings.Builder
	for i, p := range points {
		if i == 0 {
			fmt.Fprintf(&b, "M%.1f %.1f", p.X, p.Y)
			continue
		}
		from := points[i-1]
		middle := (from.X + p.X) / 2
		fmt.Fprintf(&b, "C%.1f %.1f %.1f %.1f %.1f %.1f", middle, from.Y, middle, p.Y, p.X, p.Y)
	}
	return b.String()
}

// withoutImplied leaves out edges that a longer way between the same nodes
// replaces. Of those into one circle, whose nodes all need each other, one
// stays; those within a circle all do.
func withoutImplied(nodes int, edges []layered.Edge) (kept []layered.Edge) {
	out := make([][]int, nodes)
	for _, e := range edges {
		out[e.From] = append(out[e.From], e.To)
	}
	reach := make([]map[int]bool, nodes)
	for n := range nodes {
		seen := map[int]bool{}
		var visit func(int)
		visit = func(at int) {
			for _, to := range out[at] {
				if !seen[to] {
					seen[to] = true
					visit(to)
				}
			}
		}
		visit(n)
		reach[n] = seen
	}
	for _, e := range edges {
		implied := slices.ContainsFunc(out[e.From], func(via int) bool {
			return via != e.To && reach[via][e.To] && !reach[via][e.From] && (via < e.To || !reach[e.To][via])
		})
		if !implied || reach[e.To][e.From] {
			kept = append(kept, e)
		}
	}
	return kept
}

// escape is text for XML and HTML.
func escape(text string) string {
	var b strings.Builder
	xml.EscapeText(&b, []byte(text)) // a builder takes everything
	return b.String()
}
