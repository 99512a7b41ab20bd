// SPDX-License-Identifier: BSD-3-Clause

package toolchain

import (
	"fmt"
	"strings"
)

// Target is a platform on an architecture: where an image boots.
type Target struct {
	Platform string // for example "kvm"
	Arch     string // for example "x86_64"
}

var targets = []Target{
	{Platform: "kvm", Arch: "x86_64"},
	{Platform: "xen", Arch: "x86_64"},
	{Platform: "xen-hvm", Arch: "x86_64"},
}

// Targets returns every known target.
func Targets() []Target { return append([]Target(nil), targets...) }

// String returns the target's name, for example "kvm-x86_64".
func (t Target) String() string { return t.Platform + "-" + t.Arch }

// Triplet returns the GNU name of the system that programs are built for. The
// platform is no part of it: config.sub would not know it, and the same
// objects serve every platform.
func (t Target) Triplet() string { return t.Arch + "-unicore-linux-musl" }

// ParseTarget returns the target called name. The error for an unknown one
// names the known ones, and the nearest.
func ParseTarget(name string) (Target, error) {
	var names []string
	for _, t := range targets {
		if t.String() == name {
			return t, nil
		}
		names = append(names, t.String())
	}
	err := fmt.Errorf("%q: no such target", name)
	if near := Nearest(name, names); near != "" {
		return Target{}, Hint(err, "did you mean %s? known targets: %s", near, strings.Join(names, ", "))
	}
	return Target{}, Hint(err, "known targets: %s", strings.Join(names, ", "))
}

// Nearest returns the candidate that differs least from word, or "" when none
// is similar: when more than a third of the letters would have to change.
func Nearest(word string, candidates []string) string {
	best, found := len(word)/3+2, ""
	for _, c := range candidates {
		if d := distance(word, c); d < best {
			best, found = d, c
		}
	}
	return found
}

// distance is the number of insertions, deletions and replacements that make
// b of a.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			replace := diagonal
			if a[i] != b[j] {
				replace++
			}
			diagonal = row[j+1]
			row[j+1] = min(replace, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
