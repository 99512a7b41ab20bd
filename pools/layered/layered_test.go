// SPDX-License-Identifier: BSD-3-Clause

package layered_test

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"unicore/pools/layered"
)

func boxes(n int) []layered.Node {
	nodes := make([]layered.Node, n)
	for i := range nodes {
		nodes[i] = layered.Node{Width: float64(40 + i%3*20), Height: 20}
	}
	return nodes
}

// check wants boxes that do not overlap and edges that begin and end at them.
func check(t *testing.T, nodes []layered.Node, edges []layered.Edge, width, height float64) {
	t.Helper()
	for i, a := range nodes {
		if a.X-a.Width/2 < 0 || a.Y-a.Height/2 < -1e-6 || a.X+a.Width/2 > width || a.Y+a.Height/2 > height {
			t.Errorf("%d is outside of %g x %g: %+v", i, width, height, a)
		}
		for j, b := range nodes[:i] {
			dx, dy := max(a.X-b.X, b.X-a.X), max(a.Y-b.Y, b.Y-a.Y)
			if dx < (a.Width+b.Width)/2-1e-6 && dy < (a.Height+b.Height)/2-1e-6 {
				t.Errorf("%d and %d overlap: %+v %+v", j, i, b, a)
			}
		}
	}
	for _, e := range edges {
		if len(e.Path) < 2 {
			t.Errorf("%+v has no way", e)
			continue
		}
		ends := []layered.Point{e.Path[0], e.Path[len(e.Path)-1]}
		for i, side := range []float64{1, -1} {
			pick := []int{e.From, e.To}[i]
			n := nodes[pick]
			direct := ends[i] == layered.Point{X: n.X + side*n.Width/2, Y: n.Y}
			turned := ends[1-i] == layered.Point{X: n.X - side*n.Width/2, Y: n.Y}
			if !direct && !turned {
				t.Errorf("%d→%d ends at %v: %+v", e.From, e.To, ends, n)
			}
		}
		if !slices.IsSortedFunc(e.Path, func(a, b layered.Point) int { return int(a.X - b.X) }) {
			t.Errorf("%d→%d is no way from left to right: %v", e.From, e.To, e.Path)
		}
	}
}

func TestChain(t *testing.T) {
	nodes := boxes(4)
	edges := []layered.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 0, To: 2}, {From: 3, To: 2}}
	w, h := layered.Place(nodes, edges)
	check(t, nodes, edges, w, h)
	if !(nodes[0].X < nodes[1].X && nodes[1].X < nodes[2].X && nodes[3].X == nodes[1].X) {
		t.Errorf("layers: %+v", nodes)
	}
	if len(edges[2].Path) != 3 {
		t.Errorf("the long edge passes no layer: %v", edges[2].Path)
	}
}

// A complete bipartite graph turned upside down by its numbers can be drawn
// without a crossing when it is a ladder.
func TestNoCrossing(t *testing.T) {
	nodes := boxes(8)
	var edges []layered.Edge
	for i := range 4 {
		edges = append(edges, layered.Edge{From: i, To: 7 - i})
	}
	layered.Place(nodes, edges)
	for i := range 3 {
		if (nodes[i].Y < nodes[i+1].Y) != (nodes[7-i].Y < nodes[6-i].Y) {
			t.Errorf("edges %d and %d cross", i, i+1)
		}
	}
}

func TestCircleAndOddEdges(t *testing.T) {
	nodes := boxes(3)
	edges := []layered.Edge{{From: 0, To: 1}, {From: 1, To: 2}, {From: 2, To: 0}, {From: 1, To: 1}, {From: 0, To: 9}, {From: -1, To: 0}}
	w, h := layered.Place(nodes, edges)
	check(t, nodes, edges[:3], w, h)
	for _, e := range edges[3:] {
		if e.Path != nil {
			t.Errorf("%+v", e)
		}
	}
	if w, h := layered.Place(nil, nil); w != 0 || h != 0 {
		t.Errorf("nothing is %g x %g", w, h)
	}
}

func TestRandom(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for round := range 60 {
		n := 1 + r.IntN(60)
		draw := func() ([]layered.Node, []layered.Edge) { return boxes(n), nil }
		nodes, edges := draw()
		for range r.IntN(3 * n) {
			e := layered.Edge{From: r.IntN(n), To: r.IntN(n)}
			if e.From != e.To {
				edges = append(edges, e)
			}
		}
		again, same := boxes(n), slices.Clone(edges)
		w, h := layered.Place(nodes, edges)
		t.Run(fmt.Sprint(round), func(t *testing.T) { check(t, nodes, edges, w, h) })
		layered.Place(again, same)
		if !reflect.DeepEqual(nodes, again) || !reflect.DeepEqual(edges, same) {
			t.Errorf("round %d: two drawings of one graph differ", round)
		}
	}
}
