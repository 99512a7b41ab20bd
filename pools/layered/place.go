// SPDX-License-Identifier: BSD-3-Clause

package layered

import "slices"

// place finds coordinates: columns as wide as their widest node; in each the
// vertices as near to the middle of their neighbours as order and gaps allow.
func (g *graph) place() {
	x := 0.0
	for _, l := range g.layers {
		width := 0.0
		for _, v := range l {
			width = max(width, g.at[v].width)
		}
		for _, v := range l {
			g.at[v].x = x + width/2
		}
		x += width + layerGap
	}
	for _, l := range g.layers {
		g.settle(l, func(int) float64 { return 0 })
	}
	const rounds = 16
	for range rounds {
		for i := 1; i < len(g.layers); i++ {
			g.settle(g.layers[i], g.middle)
		}
		for i := len(g.layers) - 2; i >= 0; i-- {
			g.settle(g.layers[i], g.middle)
		}
	}
	top := 0.0
	for i, v := range g.at {
		if y := v.y - v.height/2; i == 0 || y < top {
			top = y
		}
	}
	for i := range g.at {
		g.at[i].y -= top
	}
}

// middle is the mean of all neighbours; where a long edge passes counts more,
// so that it is straight.
func (g *graph) middle(v int) float64 {
	sum, weight := 0.0, 0.0
	for _, list := range [][]int{g.at[v].before, g.at[v].after} {
		for _, n := range list {
			w := 1.0
			if g.at[n].height == 0 && g.at[v].height == 0 {
				w = 8
			}
			sum, weight = sum+w*g.at[n].y, weight+w
		}
	}
	if weight == 0 {
		return g.at[v].y
	}
	return sum / weight
}

// settle gives the vertices of a layer the places that are nearest, in the
// least squares' sense, to those that are wanted, in their order and with the
// gaps between them: neighbours that would overlap become a block, which lies
// where the mean of its wishes is.
func (g *graph) settle(list []int, want func(v int) float64) {
	type block struct {
		sum   float64 // of wishes, less the offsets within the layer
		count int
	}
	offset := make([]float64, len(list))
	for i := 1; i < len(list); i++ {
		a, b := g.at[list[i-1]], g.at[list[i]]
		gap := float64(nodeGap)
		if a.height == 0 || b.height == 0 {
			gap = edgeGap
		}
		offset[i] = offset[i-1] + (a.height+b.height)/2 + gap
	}
	var blocks []block
	for i, v := range list {
		blocks = append(blocks, block{want(v) - offset[i], 1})
		for len(blocks) > 1 {
			a, b := blocks[len(blocks)-2], blocks[len(blocks)-1]
			if a.sum/float64(a.count) <= b.sum/float64(b.count) {
				break
			}
			blocks = append(blocks[:len(blocks)-2], block{a.sum + b.sum, a.count + b.count})
		}
	}
	i := 0
	for _, b := range blocks {
		for range b.count {
			g.at[list[i]].y = b.sum/float64(b.count) + offset[i]
			i++
		}
	}
}

// path is the way of an edge; an edge that was turned goes it backwards.
func (g *graph) path(chain []int) (points []Point) {
	for i, v := range chain {
		p := Point{g.at[v].x, g.at[v].y}
		switch i {
		case 0:
			p.X += g.at[v].width / 2
		case len(chain) - 1:
			p.X -= g.at[v].width / 2
		}
		points = append(points, p)
	}
	return slices.Clip(points)
}
