// SPDX-License-Identifier: BSD-3-Clause

package sbom

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"unicore/platforms"
)

func image(t *testing.T, libraries ...platforms.Library) *platforms.Image {
	t.Helper()
	path := filepath.Join(t.TempDir(), "a b#ü")
	if err := os.WriteFile(path, nil, 0o666); err != nil {
		t.Fatal(err)
	}
	return &platforms.Image{Path: path, Baked: platforms.Baked{Libraries: libraries}}
}

// Whatever an image says, identifiers and addresses are of SPDX's form, and
// those of different libraries differ.
func TestHostile(t *testing.T) {
	d, err := New(image(t, platforms.Library{Name: "a_b"}, platforms.Library{Name: "a-b", Needs: []string{"a_b", "a_b", "ü /"}},
		platforms.Library{Name: "a.b", License: "MIT OR LicenseRef-Mine"}, platforms.Library{Name: "ü /", License: "LicenseRef-Mine", Source: "x", URL: "https://x/?a=b&c"}),
		"tool-1", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	idForm, uriForm := regexp.MustCompile(`^SPDXRef-[A-Za-z0-9.-]+$`), regexp.MustCompile(`^[!-~]+$`)
	ids := map[string]bool{}
	for _, p := range d.Packages {
		if ids[p.ID] || !idForm.MatchString(p.ID) {
			t.Errorf("%+v", p)
		}
		ids[p.ID] = true
		for _, r := range p.Refs {
			if !uriForm.MatchString(r.Locator) || strings.Contains(r.Locator, "#") {
				t.Errorf("%+v", r)
			}
		}
	}
	for i, r := range d.Relationships {
		if r.From != documentID && !ids[r.From] || !ids[r.To] {
			t.Errorf("%+v", r)
		}
		for _, other := range d.Relationships[:i] {
			if other == r {
				t.Errorf("twice: %+v", r)
			}
		}
	}
	if !uriForm.MatchString(d.Namespace) || strings.Contains(d.Namespace, "#") {
		t.Error(d.Namespace)
	}
	if len(d.Licenses) != 1 || d.Licenses[0].ID != "LicenseRef-Mine" {
		t.Errorf("%+v", d.Licenses)
	}
}

// An image's note has room for a million needs.
func TestMany(t *testing.T) {
	var names []string
	for i := range 500 {
		names = append(names, fmt.Sprint("x", i))
	}
	var libraries []platforms.Library
	for _, n := range names {
		libraries = append(libraries, platforms.Library{Name: n, Needs: names})
	}
	d, err := New(image(t, libraries...), "tool-1", time.Unix(0, 0))
	if want := 1 + len(names) + len(names)*len(names); err != nil || len(d.Relationships) != want {
		t.Errorf("%v: %d relationships, want %d", err, len(d.Relationships), want)
	}
}

func TestRefused(t *testing.T) {
	for want, img := range map[string]*platforms.Image{
		"does not tell its libraries": image(t),
		"names x twice":               image(t, platforms.Library{Name: "x"}, platforms.Library{Name: "x"}),
	} {
		if _, err := New(img, "tool-1", time.Unix(0, 0)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("want %q, got %v", want, err)
		}
	}
}
