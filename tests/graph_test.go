// SPDX-License-Identifier: BSD-3-Clause

package tests

import (
	"encoding/json"
	"encoding/xml"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"unicore/tests/harness"
)

type svgDrawing struct {
	Width  float64 `xml:"width,attr"`
	Height float64 `xml:"height,attr"`
	Paths  []struct {
		Title string `xml:"title"`
	} `xml:"path"`
	Groups []struct {
		Pool string `xml:"class,attr"`
		Text string `xml:"text"`
		Rect struct {
			X      float64 `xml:"x,attr"`
			Y      float64 `xml:"y,attr"`
			Width  float64 `xml:"width,attr"`
			Height float64 `xml:"height,attr"`
		} `xml:"rect"`
	} `xml:"g"`
}

// The drawing is XML, has every library in its pool, in a box that is wide
// enough for its name, and no arrow that the graph does not have; what can be
// reached by the graph can be by the drawing. It is the same each time.
func TestGraphSVG(t *testing.T) {
	for _, target := range []string{"kvm-x86_64", "xen-x86_64"} {
		out := func(format string) []byte {
			text, err := exec.Command(harness.Unicore(t), "graph", target, "--config", "/dev/null", "--format", format).Output()
			if err != nil {
				t.Fatal(err)
			}
			return text
		}
		var graph struct {
			Libraries []struct {
				Name, Pool string
				Needs      []string
			}
		}
		if err := json.Unmarshal(out("json"), &graph); err != nil {
			t.Fatal(err)
		}
		text := out("svg")
		if string(out("svg")) != string(text) {
			t.Error("two drawings differ")
		}
		var d svgDrawing
		if err := xml.Unmarshal(text, &d); err != nil {
			t.Fatal(err)
		}
		if len(d.Groups) != len(graph.Libraries) {
			t.Errorf("%d boxes for %d libraries", len(d.Groups), len(graph.Libraries))
		}
		for i, l := range graph.Libraries {
			box := d.Groups[i]
			if box.Text != l.Name || box.Pool != l.Pool || box.Rect.Width < 7*float64(len(l.Name)) ||
				box.Rect.X+box.Rect.Width > d.Width || box.Rect.Y+box.Rect.Height > d.Height {
				t.Errorf("%+v: %+v", l, box)
			}
		}
		needs, arrows := map[string][]string{}, map[string][]string{}
		for _, l := range graph.Libraries {
			needs[l.Name] = l.Needs
		}
		for _, p := range d.Paths {
			from, to, _ := strings.Cut(p.Title, " needs ")
			arrows[from] = append(arrows[from], to)
			if !slices.Contains(needs[from], to) {
				t.Errorf("an arrow that is not in the graph: %s", p.Title)
			}
		}
		if len(d.Paths) == 0 {
			t.Error("no arrows")
		}
		for _, l := range graph.Libraries {
			want, got := reachable(needs, l.Name), reachable(arrows, l.Name)
			if !slices.Equal(want, got) {
				t.Errorf("%s needs %v; the drawing leads to %v", l.Name, want, got)
			}
		}
	}
}

func reachable(edges map[string][]string, from string) []string {
	var seen []string
	var visit func(string)
	visit = func(name string) {
		for _, to := range edges[name] {
			if !slices.Contains(seen, to) {
				seen = append(seen, to)
				visit(to)
			}
		}
	}
	visit(from)
	slices.Sort(seen)
	return seen
}
