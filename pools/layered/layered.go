// SPDX-License-Identifier: BSD-3-Clause

// Package layered places the nodes of a directed graph in layers, so that
// edges lead from left to right, seldom cross and are mostly straight: the way
// of Sugiyama, Tagawa and Toda (1981). The same graph always gets the same
// drawing.
package layered

import (
	"cmp"
	"slices"
)

// Node is a box.
type Node struct {
	Width, Height float64
	X, Y          float64 // its middle, found by Place
}

// Edge leads from one node, by number, to another.
type Edge struct {
	From, To int
	// Path is the points of its way, found by Place: from the right side of
	// From to the left side of To, or the other way round where a circle made
	// that necessary.
	Path []Point
}

// Point is a place in the drawing; y grows downwards.
type Point struct{ X, Y float64 }

// Gaps between layers and between the nodes of one.
const (
	layerGap = 90
	nodeGap  = 10
	edgeGap  = 6 // beside an edge that passes a layer
)

// Place finds the places of all nodes and the ways of all edges, and returns
// the drawing's size. Edges that name no node, or lead from a node to itself,
// have no way.
func Place(nodes []Node, edges []Edge) (width, height float64) {
	if len(nodes) == 0 {
		return 0, 0
	}
	g := newGraph(nodes, edges)
	g.breakCircles()
	g.layer()
	g.split()
	g.order()
	g.place()
	for i := range nodes {
		nodes[i].X, nodes[i].Y = g.at[i].x, g.at[i].y
		width = max(width, nodes[i].X+nodes[i].Width/2)
		height = max(height, nodes[i].Y+nodes[i].Height/2)
	}
	for i, chain := range g.chains {
		edges[i].Path = g.path(chain)
		for _, p := range edges[i].Path {
			height = max(height, p.Y)
		}
	}
	return width, height
}

// vertex is a node, or where a long edge passes a layer.
type vertex struct {
	width, height float64
	layer         int
	x, y          float64
	before, after []int // neighbours in the layers beside
}

type graph struct {
	at     []vertex
	edges  [][2]int // {-1, -1} where there is none to draw
	chains [][]int  // the vertices of each edge
	layers [][]int
}

func newGraph(nodes []Node, edges []Edge) *graph {
	g := &graph{}
	for _, n := range nodes {
		g.at = append(g.at, vertex{width: n.Width, height: n.Height})
	}
	for _, e := range edges {
		pair := [2]int{e.From, e.To}
		if e.From == e.To || min(e.From, e.To) < 0 || max(e.From, e.To) >= len(nodes) {
			pair = [2]int{-1, -1}
		}
		g.edges = append(g.edges, pair)
	}
	return g
}

// out are the edges that leave each node.
func (g *graph) out() [][]int {
	out := make([][]int, len(g.at))
	for i, e := range g.edges {
		if e[0] >= 0 {
			out[e[0]] = append(out[e[0]], i)
		}
	}
	return out
}

// breakCircles turns edges so that no circle is left: those that lead back in
// an order of the nodes that has few of them, by the way of Eades, Lin and
// Smyth (1993): what nobody leads to goes first, what leads nowhere goes last,
// and between them what leads to more than leads to it.
func (g *graph) breakCircles() {
	out, in, left := make([]int, len(g.at)), make([]int, len(g.at)), make([]bool, len(g.at))
	beside := make([][][2]int, len(g.at)) // edges of a node
	for _, e := range g.edges {
		if e[0] >= 0 {
			out[e[0]]++
			in[e[1]]++
			beside[e[0]] = append(beside[e[0]], e)
			beside[e[1]] = append(beside[e[1]], e)
		}
	}
	place, first, last := make([]int, len(g.at)), 0, len(g.at)-1
	for range g.at {
		best := -1
		better := func(n int) bool {
			if best < 0 || (in[n] == 0) != (in[best] == 0) {
				return best < 0 || in[n] == 0
			}
			return out[n]-in[n] > out[best]-in[best]
		}
		sink := -1
		for n := range g.at {
			switch {
			case left[n]:
			case out[n] == 0:
				sink = n
			case better(n):
				best = n
			}
		}
		if sink >= 0 {
			best, place[sink] = sink, last
			last--
		} else {
			place[best] = first
			first++
		}
		left[best] = true
		for _, e := range beside[best] {
			out[e[0]]--
			in[e[1]]--
		}
	}
	for i, e := range g.edges {
		if e[0] >= 0 && place[e[0]] > place[e[1]] {
			g.edges[i] = [2]int{e[1], e[0]}
		}
	}
}

// layer puts each node as far right as what it needs allows: what needs
// nothing is in the last layer, so that all edges are short.
func (g *graph) layer() {
	out, depth := g.out(), make([]int, len(g.at))
	seen := make([]bool, len(g.at))
	var visit func(int) int
	visit = func(n int) int {
		if !seen[n] {
			seen[n] = true
			for _, i := range out[n] {
				depth[n] = max(depth[n], visit(g.edges[i][1])+1)
			}
		}
		return depth[n]
	}
	last := 0
	for n := range g.at {
		last = max(last, visit(n))
	}
	for n := range g.at {
		g.at[n].layer = last - depth[n]
	}
	g.layers = make([][]int, last+1)
}

// split cuts edges at the layers that they pass.
func (g *graph) split() {
	for _, e := range g.edges {
		if e[0] < 0 {
			g.chains = append(g.chains, nil)
			continue
		}
		chain := []int{e[0]}
		for l := g.at[e[0]].layer + 1; l < g.at[e[1]].layer; l++ {
			g.at = append(g.at, vertex{layer: l})
			chain = append(chain, len(g.at)-1)
		}
		chain = append(chain, e[1])
		for i := range chain[1:] {
			a, b := chain[i], chain[i+1]
			g.at[a].after = append(g.at[a].after, b)
			g.at[b].before = append(g.at[b].before, a)
		}
		g.chains = append(g.chains, chain)
	}
	for i, v := range g.at {
		g.layers[v.layer] = append(g.layers[v.layer], i)
	}
}

// order sorts each layer by the middle of its neighbours, to and fro, and
// keeps the order with the fewest crossings.
func (g *graph) order() {
	const rounds = 12
	best, fewest := g.copyLayers(), g.crossings()
	for round := 0; round < rounds && fewest > 0; round++ {
		for i := 1; i < len(g.layers); i++ {
			g.sort(i, func(v *vertex) []int { return v.before })
		}
		for i := len(g.layers) - 2; i >= 0; i-- {
			g.sort(i, func(v *vertex) []int { return v.after })
		}
		if n := g.crossings(); n < fewest {
			best, fewest = g.copyLayers(), n
		}
	}
	g.layers = best
}

func (g *graph) copyLayers() (c [][]int) {
	for _, l := range g.layers {
		c = append(c, slices.Clone(l))
	}
	return c
}

// positions is where in its layer each vertex is.
func (g *graph) positions() []int {
	pos := make([]int, len(g.at))
	for _, l := range g.layers {
		for i, v := range l {
			pos[v] = i
		}
	}
	return pos
}

func (g *graph) sort(layer int, beside func(*vertex) []int) {
	pos, list := g.positions(), g.layers[layer]
	weight := make(map[int]float64, len(list))
	for i, v := range list {
		near := beside(&g.at[v])
		weight[v] = float64(i)
		if len(near) > 0 {
			sum := 0
			for _, n := range near {
				sum += pos[n]
			}
			weight[v] = float64(sum) / float64(len(near))
		}
	}
	slices.SortStableFunc(list, func(a, b int) int { return cmp.Compare(weight[a], weight[b]) })
}

// crossings counts inversions: edges between two layers, sorted by where they
// begin, cross when they end in the other order.
func (g *graph) crossings() (n int) {
	pos := g.positions()
	for _, l := range g.layers {
		var tree []int // Fenwick's, of ends so far
		if next := g.at[l[0]].layer + 1; next < len(g.layers) {
			tree = make([]int, len(g.layers[next])+1)
		}
		count := 0
		for _, v := range l {
			ends := slices.Clone(g.at[v].after)
			for _, to := range ends {
				upTo := 0
				for i := pos[to] + 1; i > 0; i -= i & -i {
					upTo += tree[i]
				}
				n += count - upTo
			}
			for _, to := range ends {
				for i := pos[to] + 1; i < len(tree); i += i & -i {
					tree[i]++
				}
				count++
			}
		}
	}
	return n
}
